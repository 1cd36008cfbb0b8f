/** Names that this proxy's configuration calls secret, each as its words written together, in lower case. */
let ownNames: readonly string[] = [];

/** What a name says without its case and the signs between its words. */
function plain(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** One process serves one configuration: it is told once in each of its threads, before anything is redacted. */
export function setOwnNames(names: readonly string[]): void {
  ownNames = names.map(plain);
}

/** Whether one of them is this name or a part of it: `customer number` is found in `oldCustomerNumber`. */
export function isOwnName(name: string): boolean {
  if (ownNames.length === 0) return false;
  const read = plain(name);
  return ownNames.some((own) => read.includes(own));
}
