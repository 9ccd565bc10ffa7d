/** What an editor can be told about policies. */

import type { LanguageFeatures } from "../features.js";
import { completions } from "./completions.js";
import { hints } from "./hints.js";
import { hover } from "./hover.js";
import { occurrences, rename } from "./occurrences.js";
import { tokens } from "./tokens.js";

export const imaPolicy: LanguageFeatures = { hover, completions, tokens, hints, occurrences, rename };
