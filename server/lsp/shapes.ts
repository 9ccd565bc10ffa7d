/** Shapes of values that a client sends: each says of a value what is wrong with it, or nothing. */

import { isUri } from "./uris.js";

/** @param at what the value is called, like params.position.line */
export type Shape = (value: unknown, at: string) => string | undefined;

function shape(is: (value: unknown) => boolean, name: string): Shape {
  return (value, at) => {
    if (is(value)) return undefined;
    return value === undefined ? `${at} is missing` : `${at} must be ${name}`;
  };
}

export const text = shape((value) => typeof value === "string", "a text");
export const yesOrNo = shape((value) => typeof value === "boolean", "true or false");
export const integer = shape((value) => Number.isInteger(value), "a whole number");
export const idOrToken = shape(
  (value) => typeof value === "string" || Number.isInteger(value),
  "a text or a whole number",
);
export const anything: Shape = () => undefined;
const object = shape((value) => typeof value === "object" && value !== null && !Array.isArray(value), "an object");
const array = shape(Array.isArray, "a list");

/** An absolute path has at most 4096 bytes, each of which may be escaped. */
const longestUri = 16_384;

export const uri: Shape = (value, at) => {
  if (typeof value !== "string") return text(value, at);
  if (value.length > longestUri) return `${at} is longer than a path can be: ${value.slice(0, 60)}...`;
  return isUri(value) ? undefined : `${at} is no URI: ${value.slice(0, 200)}`;
};

/** Missing, null, or of the shape. */
export function optional(inner: Shape): Shape {
  return (value, at) => (value === undefined || value === null ? undefined : inner(value, at));
}

export function listOf(inner: Shape): Shape {
  return (value, at) => array(value, at) ?? firstOf(value as unknown[], (one, index) => inner(one, `${at}[${index}]`));
}

/** An object with at least these fields. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, at) =>
    object(value, at) ??
    firstOf(Object.entries(shapes), ([name, inner]) =>
      inner((value as Readonly<Record<string, unknown>>)[name], `${at}.${name}`),
    );
}

function firstOf<T>(all: readonly T[], wrong: (one: T, index: number) => string | undefined): string | undefined {
  for (const [index, one] of all.entries()) {
    const found = wrong(one, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
