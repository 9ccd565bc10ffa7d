/** What an editor can be told about digest-cache.conf. */

import type { LanguageFeatures } from "../features.js";
import { actions } from "./actions.js";
import { completions } from "./completion.js";
import { hints } from "./hints.js";
import { hover } from "./hover.js";
import { lenses } from "./lenses.js";
import { links } from "./links.js";
import { occurrences } from "./occurrences.js";
import { rename } from "./rename.js";
import { folds, selections, symbols } from "./structure.js";
import { tokens } from "./tokens.js";

export { actionsInDescription } from "./actions.js";
export { type WantedPath, wantedPath } from "./completion.js";
export { verdictOf } from "./outcome.js";

export const digestCache: LanguageFeatures = {
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
  links,
  actions,
};
