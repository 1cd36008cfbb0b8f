import type { Rule } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { type CompiledConfig, compileConfig } from './compiled-config.ts';
import { patternEngine } from './pattern-engine.ts';

function compiled(...args: Parameters<typeof config>): CompiledConfig {
  return compileConfig(config(...args), patternEngine);
}

const found = (of: CompiledConfig, method: string, path: string) =>
  of.find(method, path)?.config.template ?? null;

describe('finding a route', () => {
  const some = compiled(1, [
    route(1, '/accounts/:id', 'shadow'),
    route(2, '/accounts/me', 'off'),
    route(3, '/accounts/:id', 'off', { method: 'HEAD' }),
    route(4, '/files/*', 'off'),
  ]);

  test.each([
    ['GET', '/accounts/42', '/accounts/:id'],
    ['GET', '/accounts/42?x=/accounts/me#', '/accounts/:id'],
    ['GET', '/accounts/me', '/accounts/me'],
    ['HEAD', '/accounts/me', '/accounts/:id'],
    ['GET', '/accounts/a%2Fb', '/accounts/:id'],
    ['GET', '/files/a/b/c', '/files/*'],
    ['GET', '/accounts/42/', null],
    ['GET', '/Accounts/42', null],
    ['POST', '/accounts/42', null],
    ['BREW', '/accounts/42', null],
    ['GET', '/accounts/%zz', null],
    ['OPTIONS', '*', null],
  ])('%s %s is %s', (method, path, template) => {
    expect(found(some, method, path)).toBe(template);
  });

  test('parameters may be long', () => {
    expect(found(some, 'GET', `/accounts/${'a'.repeat(5_000)}`)).toBe('/accounts/:id');
  });
});

describe('compiling', () => {
  test('P6: a route of an unsafe method is served as off, whatever its stage', () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const of = compiled(1, [route(1, '/x', 'live', { method })]);
      expect(of.find(method, '/x')?.stage).toBe('off');
      expect(of.warnings).toEqual([`${method} /x: stage live is served as off`]);
    }
  });

  test('a route that the stage rule holds back is in shadow from the next request on, and comes back as it was', () => {
    const held = new Set<string>();
    const of = compileConfig(config(1, [route(1, '/x', 'live')]), patternEngine, ({ id, stage }) =>
      held.has(id) ? { stage: 'shadow', heldBack: 'rollback' } : { stage, heldBack: null },
    );
    const before = of.find('GET', '/x');
    held.add(route(1, '/x', 'live').id);
    expect(of.find('GET', '/x')).toBe(before);
    of.replan();
    expect(of.find('GET', '/x')).toMatchObject({ stage: 'shadow', heldBack: 'rollback' });
    expect(of.find('GET', '/x')).toBe(of.byId(route(1, '/x', 'live').id));
    held.clear();
    of.replan();
    expect(of.find('GET', '/x')).toBe(before);
  });

  test.each([
    ['that clashes with another', '/a/:other'],
    ['that could run for ever', '/b/:id((a+)+$)'],
  ])('a template %s is left out and said; the other routes and their stages are obeyed', (_, template) => {
    const of = compiled(2, [
      route(1, '/a/:id', 'shadow'),
      route(2, template, 'live'),
      route(3, '/c', 'live'),
    ]);
    expect(found(of, 'GET', '/a/7')).toBe('/a/:id');
    expect(of.find('GET', '/c')?.stage).toBe('live');
    expect(of.warnings).toEqual([expect.stringContaining(`GET ${template} is not served`)]);
  });

  test('a rule that cannot be compiled is left out and said; the others and the stages are obeyed', () => {
    const rule = (n: number, path: string): Rule => ({
      id: `00000000-0000-4000-8000-0000000000f${n}`,
      routeId: null,
      place: { in: 'body', path },
      action: { do: 'ignore' },
    });
    const of = compiled(1, [route(1, '/x', 'live')], [rule(1, '$.a'), rule(2, '$[')]);
    expect(of.find('GET', '/x')?.stage).toBe('live');
    expect(of.warnings).toHaveLength(1);
    expect(of.warnings[0]).toContain('0000000000f2');
  });
});
