import createRouter from 'find-my-way';
import { describe, expect, test } from 'vitest';
import { DiscoveredTable } from './discovered-table.ts';
import { foldTemplate } from './fold-template.ts';

describe('folding ids out of paths', () => {
  test.each([
    ['/', '/'],
    ['/accounts', '/accounts'],
    ['/accounts/', '/accounts/'],
    ['/accounts/42', '/accounts/:id'],
    ['/accounts/42?full=1', '/accounts/:id'],
    ['/accounts/42/entries/7', '/accounts/:id/entries/:id2'],
    ['/a/1/b/2/c/3', '/a/:id/b/:id2/c/:id3'],
    ['/1/2', '/:id/:id2'],
    ['/orders/6f1c1f6e-9f58-4c6c-9a3e-0b6d7e1f2a3b', '/orders/:id'],
    ['/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/orders/:id'],
    ['/commits/deadbeef', '/commits/:id'],
    ['/commits/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', '/commits/:id'],
    ['/files/c29tZSBsb25nIGlkZW50aWZpZXIx', '/files/:id'],
    ['/days/2026-11-23', '/days/:id'],
    ['/days/2026-11-23T07:41:29Z', '/days/:id'],
    ['/people/ada@example.com', '/people/:id'],
    ['/people/ada%40example.com', '/people/:id'],
    ['/files/my%20file', '/files/:id'],
    ['/a:b/x', '/:id/x'],
    ['/v1/users/me', '/v1/users/me'],
    ['/static/app.min.js', '/static/app.min.js'],
    ['/feed', '/feed'],
    ['/added-value', '/added-value'],
    ['/api/v2/oauth2/resetPassword/getHTTPStatus', '/api/v2/oauth2/resetPassword/getHTTPStatus'],
    ['/tokens/refresh', '/tokens/refresh'],
    ['/reset-password/confirm', '/reset-password/confirm'],
    ['/reset-password/ab12', '/reset-password/:id'],
    ['/keys/aB3xK9mQ2p', '/keys/:id'],
    ['/keys/QWxhZGRpbjpvcGVu', '/keys/:id'],
    ['/files/report.aB3xK9mQ.pdf', '/files/:id'],
    ['/shop;jsessionid=ABCDEF/items', '/:id/items'],
    ['/verify/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '/verify/:id'],
    ['/%zz', null],
    ['*', null],
    [`/${'a/'.repeat(40)}`, null],
  ])('%s becomes %s', (path, template) => {
    expect(foldTemplate(path)).toBe(template);
  });

  test('every template is one that the router reads, and it matches the path it was made of', () => {
    const paths = [
      '/',
      '/a/1/b/2',
      '/1/2/3',
      '/files/my%20file/x',
      '/a.b/c-d/e_f/g~h',
      '/days/2026-11-23T07:41:29Z/x',
      "/x!y$z&'a+b,c;d=e",
      '//double//7',
      '/trailing/',
      '/(paren)/x*y/q',
    ];
    for (const path of paths) {
      const template = foldTemplate(path);
      const router = createRouter({ maxParamLength: 1_000 });
      router.on('GET', template ?? '', () => {});
      expect(router.find('GET', path), `${path} as ${template}`).not.toBeNull();
    }
  });
});

describe('the table of discovered traffic', () => {
  test('counts by method and template, and reports only what changed', () => {
    const table = new DiscoveredTable(10);
    table.add('GET', '/a/1');
    table.add('GET', '/a/2');
    table.add('POST', '/a/2');
    const count = (events: { method: string; template: string; count: number }[]) =>
      events.map((event) => `${event.method} ${event.template} ${event.count}`);
    expect(count(table.take(1))).toEqual(['GET /a/:id 2', 'POST /a/:id 1']);
    expect(table.take(2)).toEqual([]);
    table.add('GET', '/a/3');
    expect(count(table.take(3))).toEqual(['GET /a/:id 1']);
  });

  test('is bounded: what is past the cap is counted, not kept', () => {
    const table = new DiscoveredTable(2);
    for (const path of ['/a', '/b', '/c', '/d', '/a']) table.add('GET', path);
    expect(table.take(1).map(({ template }) => template)).toEqual(['/a', '/b']);
    expect(table.overflow).toBe(2);
  });

  test('makes room for new templates when the config changes', () => {
    const table = new DiscoveredTable(1);
    table.add('GET', '/a');
    table.take(1);
    table.reset();
    table.add('GET', '/b');
    expect(table.take(2).map(({ template }) => template)).toEqual(['/b']);
  });
});
