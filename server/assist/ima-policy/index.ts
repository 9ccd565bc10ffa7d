/** What an editor can be told about policies. */

import type { LanguageFeatures } from "../features.js";
import { actions } from "./actions.js";
import { completions } from "./completions.js";
import { hints } from "./hints.js";
import { hover } from "./hover.js";
import { lenses } from "./lenses.js";
import { occurrences, rename } from "./occurrences.js";
import { folds, selections, symbols } from "./outline.js";
import { tokens } from "./tokens.js";

export const imaPolicy: LanguageFeatures = {
  hover,
  completions,
  tokens,
  hints,
  lenses,
  symbols,
  folds,
  selections,
  occurrences,
  rename,
  actions,
};
