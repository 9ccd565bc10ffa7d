/** Who may use whom: see ARCHITECTURE.md. */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** From the ground up. A room may use itself and the rooms that it lists. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  "grammar/kernel": ["grammar/kernel"],
  "grammar/ima-policy": ["grammar/kernel", "grammar"],
  "grammar/boot-inputs": ["grammar/kernel", "grammar"],
  "grammar/digest-cache": ["grammar/kernel", "grammar"],
  grammar: ["grammar/kernel", "grammar/ima-policy", "grammar/boot-inputs", "grammar/digest-cache"],
  "server/policy": ["grammar"],
  "server/boot": ["grammar", "server/policy"],
  "server/checks": ["grammar", "grammar/kernel", "server/policy", "server/boot", "server"],
  "server/report": ["grammar", "server/checks", "server/boot", "server/policy"],
  "server/assist": ["grammar", "server/checks", "server/boot", "server/policy", "server/report"],
  "server/format": ["grammar", "server/policy"],
  "server/settings": ["grammar", "server/checks"],
  "server/files": ["grammar"],
  "server/lsp": [
    "grammar",
    "server/assist",
    "server/format",
    "server/settings",
    "server/files",
    "server/checks",
    "server/boot",
    "server/policy",
    "server/report",
    "server",
  ],
  "server/cli": [
    "server/files",
    "server/format",
    "server/settings",
    "grammar",
    "server/checks",
    "server/boot",
    "server/policy",
    "server/report",
    "server",
  ],
  server: ["grammar", "server/checks", "server/boot", "server/policy", ""],
};
const pure = [
  "grammar",
  "server/policy",
  "server/boot",
  "server/checks",
  "server/report",
  "server/assist",
  "server/format",
  "server/settings",
];

function roomOf(path: string): string {
  return Object.keys(rooms)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0] as string;
}

const files = ["grammar", "server"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);

const imports = files.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/\bfrom "([^"]+)"|\bimport\("([^"]+)"\)/g)].map((match) => ({
    file,
    target: match[1] ?? match[2] ?? "",
  })),
);

it("finds the imports", () => {
  expect(files.length).toBeGreaterThan(60);
  expect(imports.length).toBeGreaterThan(150);
});

it("rooms use only rooms below them", () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!target.startsWith(".")) return false;
    const to = relative(root, join(root, dirname(file), target));
    const from = roomOf(file);
    const room = to === "package.json" ? "" : (roomOf(to) ?? to);
    return room !== from && !rooms[from]?.includes(room);
  });
  expect(wrong).toEqual([]);
});

it("the editor's client shares nothing with the server but what they tell each other", () => {
  const folder = join(root, "client", "src");
  const outside = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/\bfrom "(\.[^"]+)"/g)].map((match) =>
        relative(root, join(folder, dirname(file), match[1] ?? "")),
      ),
    )
    .filter((target) => !target.startsWith("client/src/"));
  expect([...new Set(outside)]).toEqual(["server/lsp/protocol.js"]);
});

it("only what draws loads the layout", () => {
  const users = (name: string) => imports.filter(({ target }) => target.endsWith(name)).map(({ file }) => file);
  expect(users("@dagrejs/dagre")).toEqual(["server/report/boot-layout.ts"]);
  expect(users("boot-layout.js")).toEqual(["server/report/boot-svg.ts"]);
});

it("grammar, analysis, checks and reports touch nothing outside", () => {
  const allowed = ["chevrotain", "@dagrejs/dagre", "smol-toml"];
  const wrong = imports.filter(
    ({ file, target }) =>
      pure.some((room) => file.startsWith(`${room}/`)) && !target.startsWith(".") && !allowed.includes(target),
  );
  expect(wrong).toEqual([]);
  const globals = files.filter(
    (file) =>
      pure.some((room) => file.startsWith(`${room}/`)) &&
      /\b(process|console|Buffer|Date|require|__dirname)\b[.(]/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(globals).toEqual([]);
});
