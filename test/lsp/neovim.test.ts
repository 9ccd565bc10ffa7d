/** A real Neovim, set up as docs/editors.md says, on a boot that does not come up. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const version = /^NVIM v0\.(\d+)/.exec(spawnSync("nvim", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];

if (version === undefined) console.warn("there is no nvim: the test with a real Neovim was not run");

/** A piece of the guide, by the comment before it. */
function snippet(name: string): string {
  const text = readFileSync(path("../../docs/editors.md"), "utf8");
  const found = text.split(`<!-- ${name} -->\n\`\`\`lua\n`)[1]?.split("```")[0];
  if (found === undefined) throw new Error(`there is no ${name} in docs/editors.md`);
  return found;
}

interface Seen {
  readonly problem?: string;
  readonly filetype: string;
  readonly before: { readonly line: number; readonly code: string; readonly message: string }[];
  readonly after: unknown[];
  readonly fixed: string;
  readonly formatted: string;
  readonly hover: string;
  readonly completed: string[];
}

describe.skipIf(version === undefined)("Neovim", () => {
  const folder = mkdtempSync(join(tmpdir(), "imalint-neovim-"));
  let seen: Seen;
  beforeAll(() => {
    cpSync(path("../../samples/boots/deadlock"), join(folder, "boot"), { recursive: true });
    mkdirSync(join(folder, "bin"));
    symlinkSync(path("../../dist/cli.cjs"), join(folder, "bin/imalint"));
    const setUp = Number(version) >= 11 ? "neovim-0.11" : "neovim-0.7";
    writeFileSync(join(folder, "init.lua"), `${snippet("neovim-names")}\n${snippet(setUp)}`);
    const { stdout, stderr } = spawnSync(
      "nvim",
      ["--headless", "-n", "-i", "NONE", "-u", "../init.lua", "-c", `luafile ${path("neovim.lua")}`, "ima-policy"],
      {
        cwd: join(folder, "boot"),
        encoding: "utf8",
        timeout: 120_000,
        env: {
          ...process.env,
          PATH: `${join(folder, "bin")}:${process.env.PATH}`,
          HOME: folder,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
          SEEN: join(folder, "seen.json"),
        },
      },
    );
    try {
      seen = JSON.parse(readFileSync(join(folder, "seen.json"), "utf8")) as Seen;
    } catch {
      throw new Error(`Neovim wrote nothing: ${stdout} ${stderr}`);
    }
  }, 150_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("shows what is found, until it is fixed", () => {
    expect(seen.problem, JSON.stringify(seen)).toBeUndefined();
    expect(seen.filetype).toBe("ima-policy");
    expect(seen.before.map(({ line, code }) => `${line}: ${code}`)).toEqual([
      "2: protect/kexec-not-appraised",
      "2: protect/policy-not-appraised",
      "5: bootstrap/parser-needs-digest-list",
    ]);
    expect(seen.after).toEqual([]);
    expect(seen.fixed).toMatchInlineSnapshot(`
      "appraise func=POLICY_CHECK appraise_type=imasig
      appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig
      appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig|modsig
      appraise func=BPRM_CHECK digest_cache=data
      appraise func=MMAP_CHECK digest_cache=data
      # Modules are in the digest lists as well, so why not.
      appraise func=MODULE_CHECK digest_cache=data appraise_type=imasig|modsig
      "
    `);
  });

  it("formats, tells and completes", () => {
    const tidy = seen.fixed.replace(/(digest_cache=data) (appraise_type=\S+)/, "$2 $1");
    expect(seen.formatted).toBe(`measure func=BPRM_CHECK pcr=12\n${tidy}`);
    expect(seen.hover).toMatch(/BPRM_CHECK.* is asked when a program is executed\./);
    expect(seen.completed).toEqual(["KEXEC_KERNEL_CHECK", "KEXEC_INITRAMFS_CHECK", "KEXEC_CMDLINE"]);
  });

  it("knows the files that VS Code knows", () => {
    const known: Record<string, string> = {
      "ima-policy": "ima-policy",
      "ima_policy.conf": "ima-policy",
      "server.ima-policy": "ima-policy",
      "strict-ima-policy": "ima-policy",
      "strict_ima_policy.conf": "ima-policy",
      "ima-policy.rpmsave": "ima-policy",
      "etc/ima/anything": "ima-policy",
      "digest-cache.conf": "digest-cache",
      "machine.digest-cache.conf": "digest-cache",
      cmdline: "kernel-command-line",
      "machine.cmdline": "kernel-command-line",
      "desktop.policy": "",
      "policy.conf": "",
    };
    writeFileSync(join(folder, "names.lua"), snippet("neovim-names"));
    const script = [
      "local seen = {}",
      `for _, name in ipairs(${JSON.stringify(Object.keys(known)).replace("[", "{").replace("]", "}")}) do`,
      `  vim.cmd("edit ${folder}/" .. name)`,
      "  seen[name] = vim.bo.filetype",
      "end",
      "io.stdout:write(vim.fn.json_encode(seen))",
      'vim.cmd("qall!")',
    ].join("\n");
    writeFileSync(join(folder, "script.lua"), script);
    const { stdout } = spawnSync(
      "nvim",
      ["--headless", "-n", "-i", "NONE", "-u", join(folder, "names.lua"), "-c", `luafile ${folder}/script.lua`],
      { encoding: "utf8", timeout: 60_000 },
    );
    expect(JSON.parse(stdout)).toEqual(known);
  });
});
