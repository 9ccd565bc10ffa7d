// The pages of all checks, as programs have them beside themselves: `imalint explain` and the editor show them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @returns JSON: by the id of a check what is said of it, and its page */
export async function checkPages() {
  const { outputFiles } = await build({
    entryPoints: [`${root}server/checks/registry.ts`],
    bundle: true,
    format: "esm",
    write: false,
  });
  const { checks } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  const pages = checks.map(({ id, summary, severity, fixable }) => [
    id,
    { summary, severity, fixable: fixable ?? false, page: readFileSync(`${root}server/checks/${id}.md`, "utf8") },
  ]);
  return JSON.stringify(Object.fromEntries(pages));
}
