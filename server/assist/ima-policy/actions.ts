/** Rewrites that keep what a rule does. */

import { fileSystemByMagic, fileSystems, readHookName, readMagic, type Span, type Term, valueSpan } from "../../../grammar/index.js";
import type { Action, Subject, TextEdit } from "../features.js";
import { rulesIn } from "./place.js";

/** The type that is the only one with its number, while the number is its only one. */
function onlyType(magic: string): string | undefined {
  const [type, ...others] = fileSystemByMagic(magic)?.types ?? [];
  if (type === undefined || others.length > 0) return undefined;
  return fileSystems.filter(({ types }) => types.includes(type)).length === 1 ? type : undefined;
}

function onlyMagic(type: string): string | undefined {
  const [found, ...others] = fileSystems.filter(({ types }) => types.includes(type));
  return found !== undefined && others.length === 0 && found.types.length === 1 ? found.magic : undefined;
}
