/** What an editor can be told about policies. */

import type { LanguageFeatures } from "../features.js";

export const imaPolicy: LanguageFeatures = {};
