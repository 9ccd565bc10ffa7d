/**
 * Names of digest lists: `[NUMBER-]FORMAT-NAME`. The format chooses the parser.
 *
 * Source: digest_cache_parse_digest_list() and the directory order of the Integrity Digest Cache v6; what running
 * kernels made of odd names.
 */

export interface ListName {
  /** Undefined: the list comes after all that have one. */
  readonly sequence: number | undefined;
  readonly format: string;
}

/** Undefined when the kernel finds no format in the name. */
export function readListName(name: string): ListName | undefined {
  let rest = name;
  let sequence: number | undefined;
  // After a leading digit all up to the first "-" is dropped, whether it is a number or not.
  if (/^[0-9]/.test(name)) {
    const end = name.indexOf("-");
    if (end === -1) return undefined;
    sequence = Number.parseInt(name, 10);
    rest = name.slice(end + 1);
  }
  const end = rest.indexOf("-");
  return end === -1 ? undefined : { sequence, format: rest.slice(0, end) };
}

/** Which of two lists of a directory the kernel takes first. */
export function compareListNames(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => readListName(name)?.sequence ?? Number.POSITIVE_INFINITY);
  // Compared, not subtracted: numbers with hundreds of digits are infinite as well.
  if (first !== undefined && second !== undefined && first !== second) return first < second ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
