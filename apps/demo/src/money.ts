declare global {
  interface JSON {
    /** A value that JSON.stringify writes as this very text (V8 11.4 and later; TypeScript has no type for it yet). */
    rawJSON(text: string): RawJson;
  }
}

export interface RawJson {
  readonly rawJSON: string;
}

const moneyPattern = /^(-?)(\d{1,12})\.(\d{2})$/;

/** Exact decimal text with two places, from minor units (cents): 123450n is `1234.50`. */
export function moneyText(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The same text as a JSON number, so that 1234.50 keeps its last place. */
export function moneyNumber(minor: bigint): RawJson {
  return JSON.rawJSON(moneyText(minor));
}

/** Minor units of a text such as `-12.50`; undefined where it is not an amount with two places. */
export function parseMoney(text: string): bigint | undefined {
  const [, sign, units, cents] = moneyPattern.exec(text) ?? [];
  if (units === undefined || cents === undefined) return undefined;
  const minor = BigInt(units + cents);
  return sign === '-' ? -minor : minor;
}
