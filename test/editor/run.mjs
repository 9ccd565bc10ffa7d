// Goes through steps, says how each went, and takes pictures.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
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

async function tryStep(workbench, name, step, folder, isLast) {
  const file = (what) => join(folder, `${what}.png`);
  const shoot = (what) => workbench.page.screenshot({ path: file(what) });
  try {
    await workbench.reset();
    await step(workbench, shoot);
    console.log(`✓ ${name}${isLast ? ", at the second try" : ""}`);
    return true;
  } catch (error) {
    const picture = `failed-${name.replace(/\W+/g, "-")}`;
    const seen = await shoot(picture).then(
      () => file(picture),
      () => "the page is gone",
    );
    console.log(`${isLast ? "✗" : "?"} ${name}\n  ${error.message.split("\n").slice(0, 4).join("\n  ")}\n  ${seen}`);
    return false;
  }
}

/** An editor that does many things at once may miss a key: what fails once is tried again, and both is told. */
async function runStep(workbench, name, step, folder) {
  return (await tryStep(workbench, name, step, folder, false)) || tryStep(workbench, name, step, folder, true);
}

/**
 * Pictures go into the folder that is asked for, and else into a temporary one that is left when something failed.
 *
 * @param page with the editor
 * @param steps named functions of a workbench and of a function that takes a picture
 * @returns whether there were steps, and all went well
 */
export async function runSteps(page, steps, { shots, only = "" }) {
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  const folder = shots ?? mkdtempSync(join(tmpdir(), "imalint-editor-"));
  const chosen = Object.entries(steps).filter(([name]) => name.includes(only));
  const workbench = new Workbench(page);
  const start = Date.now();
  await workbench.see(".monaco-workbench");
  let failed = 0;
  for (const [name, step] of chosen) if (!(await runStep(workbench, name, step, folder))) failed++;
  console.log(`${chosen.length} steps, ${failed} failed, ${Math.round((Date.now() - start) / 1000)} s`);
  const isGood = chosen.length > 0 && failed === 0;
  if (isGood && shots === undefined) rmSync(folder, { recursive: true });
  return isGood;
}
