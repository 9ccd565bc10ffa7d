/** What an editor can be told about digest-cache.conf. */

import type { LanguageFeatures } from "../features.js";

export const digestCache: LanguageFeatures = {};
