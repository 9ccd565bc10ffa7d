/** Reviews as JSON, version 1. */

import type { Review } from "../checks/review.js";
import { type AskedSide, exceptWords, titleOf, tryCommand } from "./review-words.js";

export function reviewJson(reviews: readonly Review[], asked: AskedSide = {}): string {
  const shown = reviews.map((review) => ({
    ...review,
    changes: review.changes.map((change) => ({
      ...change,
      title: titleOf(change),
      exceptText: exceptWords(change),
      try: tryCommand(change, review, asked),
    })),
  }));
  return `${JSON.stringify({ version: 1, reviews: shown }, undefined, 2)}\n`;
}
