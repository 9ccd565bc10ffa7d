/** All features, one file each. */

import { codeActions } from "./code-actions.js";
import { codeLens } from "./code-lens.js";
import { commandFeature } from "./commands.js";
import { completion } from "./completion.js";
import type { Feature } from "./feature.js";
import { folding } from "./folding.js";
import { formatting } from "./formatting.js";
import { hover } from "./hover.js";
import { inlayHints } from "./inlay-hints.js";
import { links } from "./links.js";
import { navigation } from "./navigation.js";
import { pullDiagnostics } from "./pull-diagnostics.js";
import { selection } from "./selection.js";
import { semanticTokens } from "./semantic-tokens.js";
import { symbols } from "./symbols.js";

export const features: readonly Feature[] = [
  pullDiagnostics,
  hover,
  completion,
  semanticTokens,
  inlayHints,
  codeLens,
  symbols,
  folding,
  selection,
  navigation,
  links,
  codeActions,
  formatting,
  commandFeature,
];
