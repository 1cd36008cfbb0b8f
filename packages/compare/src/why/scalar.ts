/** A value without parts. `text` is a string's value (escapes resolved), else the JSON text. */
export interface Scalar {
  type: 'string' | 'number' | 'boolean' | 'null';
  text: string;
}
