import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareJsonTexts, found } from '../test-support/responses.ts';
import { absentData, sharedData } from '../test-support/shared-data.ts';
import { readJson } from './read-json.ts';

const suite = sharedData('json-test-suite');

/** What the suite leaves open, and is accepted here; all else of it is refused. */
const acceptedAsOpen = new Set([
  'i_number_double_huge_neg_exp.json',
  'i_number_huge_exp.json',
  'i_number_neg_int_huge_exp.json',
  'i_number_pos_double_huge_exp.json',
  'i_number_real_neg_overflow.json',
  'i_number_real_pos_overflow.json',
  'i_number_real_underflow.json',
  'i_number_too_big_neg_int.json',
  'i_number_too_big_pos_int.json',
  'i_number_very_big_negative_int.json',
  'i_object_key_lone_2nd_surrogate.json',
  'i_string_1st_surrogate_but_2nd_missing.json',
  'i_string_1st_valid_surrogate_2nd_invalid.json',
  'i_string_incomplete_surrogate_and_escape_valid.json',
  'i_string_incomplete_surrogate_pair.json',
  'i_string_incomplete_surrogates_escape_valid.json',
  'i_string_invalid_lonely_surrogate.json',
  'i_string_invalid_surrogate.json',
  'i_string_inverted_surrogates_U+1D11E.json',
  'i_string_lone_second_surrogate.json',
  'i_structure_500_nested_arrays.json',
  'i_structure_UTF-8_BOM_empty_object.json',
]);

describe.skipIf(suite === null)(`JSONTestSuite${suite === null ? ` (${absentData})` : ''}`, () => {
  const files = suite === null ? [] : readdirSync(`${suite}/test_parsing`);
  const read = (name: string) => new Uint8Array(readFileSync(`${suite}/test_parsing/${name}`));

  test('has all its files', () => {
    expect(files.length).toBeGreaterThan(300);
  });

  test.each(files)('%s is read as RFC 8259 says', (name) => {
    const isAccepted = name.startsWith('y_') || acceptedAsOpen.has(name);
    expect(readJson(read(name)).ok).toBe(isAccepted);
  });

  test.each(files)('%s against a valid text is a difference with its position, or compared', (name) => {
    const result = compareJsonTexts(read(name), '{"other":[true]}');
    const isTooDeep =
      name === 'n_structure_100000_opening_arrays.json' || name === 'n_structure_open_array_object.json';
    if (isTooDeep) expect(result).toMatchObject({ verdict: 'notCompared', reason: 'tooDeep' });
    else expect(result.verdict).toBe('mismatch');
    if (isTooDeep || files.length === 0 || read(name).length === 0) return;
    const isMarkup = name === 'n_structure_angle_bracket_..json';
    const isInvalid = found(result).some((line) =>
      line.startsWith(isMarkup ? 'format $' : 'invalid offset '),
    );
    expect(isInvalid).toBe(!(name.startsWith('y_') || acceptedAsOpen.has(name)));
  });

  test.each(files)('%s is a match with itself and with itself after a blank', (name) => {
    const bytes = read(name);
    expect(compareJsonTexts(bytes, bytes.slice()).verdict).toBe('match');
    if (!readJson(bytes).ok) return;
    const spaced = new Uint8Array(bytes.length + 1);
    spaced.set(bytes);
    spaced[bytes.length] = 0x20;
    expect(compareJsonTexts(bytes, spaced).verdict).toBe('match');
  });
});

describe.skipIf(suite === null)('the traps of JSONTestSuite that parsers transform', () => {
  const read = (name: string) => new Uint8Array(readFileSync(`${suite}/test_transform/${name}`));

  test.each([
    ['number_9223372036854775807.json', 'number_9223372036854775808.json', ['value $[0]']],
    ['number_-9223372036854775808.json', 'number_-9223372036854775809.json', ['value $[0]']],
    ['number_1.0.json', 'number_1.000000000000000005.json', ['value $[0] rounding']],
    ['number_1e6.json', 'number_1000000000000000.json', ['value $[0]']],
    ['number_1e-999.json', 'number_1.0.json', ['value $[0]']],
    ['number_10000000000000000999.json', 'number_1000000000000000.json', ['value $[0]']],
    ['object_key_nfc_nfd.json', 'object_same_key_same_value.json', ['missing', 'missing', 'extra']],
    ['object_same_key_different_values.json', 'object_same_key_same_value.json', ['value $.a']],
    [
      'object_same_key_unclear_values.json',
      'object_same_key_same_value.json',
      ['value $.a', 'duplicateKey $.a'],
    ],
    ['string_1_escaped_invalid_codepoint.json', 'string_2_escaped_invalid_codepoints.json', ['value $[0]']],
    ['string_2_escaped_invalid_codepoints.json', 'string_3_escaped_invalid_codepoints.json', ['value $[0]']],
    ['string_1_invalid_codepoint.json', 'string_with_escaped_NULL.json', ['invalid offset 2']],
  ])('%s against %s', (legacy, candidate, expected) => {
    const result = found(compareJsonTexts(read(legacy), read(candidate)));
    const isShort = expected.every((line) => !line.includes(' '));
    expect(isShort ? result.map((line) => line.split(' ')[0]) : result).toEqual(expected);
  });
});
