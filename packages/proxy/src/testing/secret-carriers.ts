import { escaped } from './planted-secrets.ts';

/** A body, by the secret that it carries under a name. */
type Carrier = (name: string, secret: string) => [type: string, body: string];

const { json, jsonUnicode, percent, percentMin, xml, xmlNumbers, csv } = escaped;
export const inJson = (body: string): [string, string] => ['application/json', body];
const inXml = (body: string): [string, string] => ['application/xml', `<r><a>1</a>${body}</r>`];
const inHtml = (body: string): [string, string] => ['text/html', `<!doctype html><body><p>1</p>${body}`];
const inParts = (head: string, body: string): [string, string] => [
  'multipart/form-data; boundary=b',
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n--b--\r\n`,
];

/** Where a secret is known by the name of its field. */
export const named: Record<string, Carrier> = {
  json: (name, secret) => inJson(`{"a":1,${json(name)}:${json(secret)}}`),
  'json, escaped': (name, secret) => inJson(`{${jsonUnicode(name)}:${jsonUnicode(secret)}}`),
  'json, in arrays and objects': (name, secret) =>
    inJson(`{"x":[{${json(name)}:{"a":[${json(secret)}],"b":{"c":${json(secret)}}}}]}`),
  'json in json': (name, secret) => inJson(json(`{"m":${json(JSON.stringify({ [name]: secret }))}}`)),
  'json, beside its name': (name, secret) => inJson(`[{"value":${json(secret)},"name":${json(name)}}]`),
  ndjson: (name, secret) => ['application/x-ndjson', `{"a":1}\n{${json(name)}:${json(secret)}}\n`],
  form: (name, secret) => ['application/x-www-form-urlencoded', `a=1&${name}=${percentMin(secret)}`],
  'form, escaped': (name, secret) => [
    'application/x-www-form-urlencoded',
    `${percent(name)}=${percent(secret)}&a=1`,
  ],
  multipart: (name, secret) => inParts(`name="${name}"`, secret),
  'xml element': (name, secret) => inXml(`<${name}>${xml(secret)}</${name}>`),
  'xml element, escaped': (name, secret) =>
    inXml(`<n:${name} xmlns:n="u"><v>${xmlNumbers(secret)}</v></n:${name}>`),
  'xml attribute': (name, secret) => inXml(`<x ${name}="${xml(secret)}"/>`),
  'xml, beside its name': (name, secret) => inXml(`<x name="${name}">${xml(secret)}</x>`),
  'html input': (name, secret) => inHtml(`<input name="${name}" value="${xml(secret)}">`),
  'html meta': (name, secret) => inHtml(`<meta content='${xmlNumbers(secret)}' name='${name}'>`),
  'html list': (name, secret) => inHtml(`<dl><dt>${name}:</dt><dd>${xml(secret)}</dd></dl>`),
  csv: (name, secret) => ['text/csv', `id,${name},n\n1,${csv('x')},2\n2,${csv(secret)},3\n`],
  'json of no type': (name, secret) => ['text/plain', `{"a":1,${json(name)}:${json(secret)}}`],
  'text, quoted': (name, secret) => ['text/plain', `x ${json(name)}: ${json(secret)}, y=1`],
};

/** The same where nothing but blanks and separators ends the secret. */
export const inWords: Record<string, Carrier> = {
  'text, assigned': (name, secret) => ['text/plain', `GET 1 ${name}=${secret} a=1`],
  'text, lines': (name, secret) => ['text/plain', `a: 1\n${name}: ${secret}\nb: 2`],
  'json, in a text': (name, secret) => inJson(`{"m":${json(`failed with ${name}=${secret}`)}}`),
  'json, in a url': (name, secret) => inJson(`{"u":${json(`https://h.example/a?b=1&${name}=${secret}#x`)}}`),
  script: (name, secret) => inHtml(`<script>var a = {"${name}": "${secret}"};</script>`),
};

/** Where a secret is known by its shape. */
export const shaped: Record<string, (secret: string) => [type: string, body: string]> = {
  json: (secret) => inJson(`{"note":${json(secret)}}`),
  'json, escaped': (secret) => inJson(`{"note":${jsonUnicode(`see ${secret} there`)}}`),
  'json, in a text': (secret) => inJson(`{"note":${json(`see (${secret}), and go`)}}`),
  'json in json': (secret) => inJson(`{"m":${json(`{"n":[${json(secret)}]}`)}}`),
  'name of a member': (secret) => inJson(`{"by":{${json(secret)}:{"n":1}}}`),
  'percent in json': (secret) => inJson(`{"u":"/a?q=${percent(secret)}&b=1"}`),
  form: (secret) => ['application/x-www-form-urlencoded', `note=${percentMin(secret)}&a=1`],
  'name of a field': (secret) => ['application/x-www-form-urlencoded', `${percent(secret)}=1`],
  multipart: (secret) => inParts('name="note"', `see ${secret}`),
  'name of a file': (secret) => inParts(`name="f"; filename="${secret}.txt"`, 'x'),
  xml: (secret) => inXml(`<note>${xml(secret)}</note>`),
  'xml, escaped': (secret) => inXml(`<note at="${xmlNumbers(secret)}"/>`),
  'xml, cdata': (secret) => inXml(`<note><![CDATA[see ${secret}.]]></note>`),
  'xml, comment': (secret) => inXml(`<!-- ${secret} --><b>${secret.length}</b>`),
  html: (secret) => inHtml(`<p>see <b>${xml(secret)}</b></p>`),
  'html link': (secret) => inHtml(`<a href="/q?x=${percentMin(secret)}">x</a>`),
  csv: (secret) => ['text/csv', `id,note\n1,${csv(secret)}\n`],
  text: (secret) => ['text/plain', `one\ntwo ${secret}\nthree`],
  'text, percent': (secret) => ['text/plain', `two ${percent(secret)} three`],
};

/** Headers and targets in the place of bodies. */
export const heads: Record<string, (name: string, secret: string) => [target: string, headers: string[]]> = {
  query: (name, secret) => [`/a?b=1&${name}=${percentMin(secret)}&${name}=${percent(secret)}`, []],
  'url in a query': (name, secret) => [
    `/a?to=${percentMin(`https://h.example/?${name}=${percentMin(secret)}`)}`,
    [],
  ],
  'matrix parameter': (name, secret) => [`/a;${name}=${percent(secret)}/b`, []],
  'path after its name': (name, secret) => [`/${name}/${percent(`1${secret}`)}/b`, []],
  'header by name': (name, secret) => ['/', [name, latin(secret)]],
  authorization: (_, secret) => ['/', ['Authorization', `Bearer ${latin(secret)}`]],
  cookie: (name, secret) => ['/', ['Cookie', `a=1; ${name}=${percentMin(secret)}`]],
  'set-cookie': (_, secret) => ['/', ['Set-Cookie', `a=${percentMin(secret)}; Path=/`]],
  location: (name, secret) => ['/', ['Location', `https://h.example/a?x=1&${name}=${percentMin(secret)}`]],
  referer: (name, secret) => ['/', ['Referer', `https://h.example/${name}/1${percent(secret)}`]],
  link: (name, secret) => ['/', ['Link', `<https://h.example/?${name}=${percentMin(secret)}>; rel="next"`]],
};

function latin(text: string): string {
  return text.replaceAll('\n', ' ');
}
