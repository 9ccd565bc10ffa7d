// Chevrotain fills its map from character codes to lexer buckets one by one when a lexer is made: 65,536 steps that no
// compiler has seen yet, a twentieth of the start-up of the command line. The shipped bundles hold the same map, filled
// by runs (lexer.js, initCharCodeToOptimizedIndexMap).
import { readFileSync } from "node:fs";

const slow =
  /charCodeToOptimizedIdxMap = new Array\(65536\);\s*for \(let i = 0; i < 65536; i\+\+\) \{\s*charCodeToOptimizedIdxMap\[i\] = i > 255 \? 255 \+ ~~\(i \/ 255\) : i;\s*\}/;

const byRuns = `charCodeToOptimizedIdxMap = new Uint16Array(65536);
        for (let run = 1; run <= 257; run++) charCodeToOptimizedIdxMap.fill(255 + run, run * 255, run * 255 + 255);
        for (let i = 0; i < 256; i++) charCodeToOptimizedIdxMap[i] = i;`;

/** An esbuild plugin. Throws when the loop is not in that file. */
export const leanChevrotain = {
  name: "lean-chevrotain",
  setup(build) {
    build.onLoad({ filter: /chevrotain[\\/]lib[\\/]src[\\/]scan[\\/]lexer\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!slow.test(text))
        throw new Error(`${path}: the character map is not filled where it was; see lean-chevrotain.mjs`);
      return { contents: text.replace(slow, byRuns), loader: "js" };
    });
  },
};
