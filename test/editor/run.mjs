// Goes through steps, says how each went, and takes pictures.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Workbench } from "./workbench.mjs";

export function readArguments() {
  const { values } = parseArgs({
    options: {
      shots: { type: "string" },
      only: { type: "string" },
      "if-possible": { type: "boolean", default: false },
      "write-docs": { type: "boolean", default: false },
    },
  });
  return values;
}

/** Something that is needed is not there. Ends the process. */
export function notRun(why, isFine) {
  console.log(`not run: ${why}`);
  process.exit(isFine ? 0 : 2);
}

/** The folder for pictures. */
export function shotsFolder(asked) {
  if (asked === undefined) return mkdtempSync(join(tmpdir(), "imalint-editor-"));
  mkdirSync(asked, { recursive: true });
  return asked;
}

/**
 * @param page with the editor
 * @param steps named functions of a workbench and of a function that takes a picture
 * @returns how many failed
 */
export async function runSteps(page, steps, shots, only) {
  const workbench = new Workbench(page);
  await workbench.see(".monaco-workbench");
  const start = Date.now();
  let failed = 0;
  for (const [name, step] of Object.entries(steps)) {
    if (only !== undefined && !name.includes(only)) continue;
    const file = (what) => join(shots, `${what}.png`);
    try {
      await workbench.reset();
      await step(workbench, (what) => page.screenshot({ path: file(what) }));
      console.log(`✓ ${name}`);
    } catch (error) {
      failed++;
      const path = file(`failed-${name.replace(/\W+/g, "-")}`);
      await page.screenshot({ path });
      console.log(`✗ ${name}\n  ${error.message.split("\n").slice(0, 4).join("\n  ")}\n  ${path}`);
    }
  }
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(`${Object.keys(steps).length} steps, ${failed} failed, ${seconds} s`);
  return failed;
}
