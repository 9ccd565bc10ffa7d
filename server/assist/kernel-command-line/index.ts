/** What an editor can be told about kernel command lines. */

import type { LanguageFeatures } from "../features.js";

export const commandLine: LanguageFeatures = {};
