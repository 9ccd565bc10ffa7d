/** The built program, as it is used. */

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imalint as run } from "./run.js";

const program = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "imalint-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const good = "measure func=MMAP_CHECK\n";

describe("imalint check", () => {
  it("is silent about nothing and says so in one line", () => {
    const path = file("good.policy", good);
    expect(run([path])).toEqual({ stdout: "1 file checked for Linux 7.2: nothing found.\n", stderr: "", status: 0 });
    expect(run(["check", path, "--quiet"])).toEqual({ stdout: "", stderr: "", status: 0 });
  });

  it("shows the word at fault", () => {
    const path = file("typo.policy", "measure fnuc=BPRM_CHECK\n");
    const { stdout, status } = run([path]);
    expect(status).toBe(1);
    expect(stdout).toBe(`error[syntax/unknown-word] ${path}:1:9
1 | measure fnuc=BPRM_CHECK
  |         ^^^^^^^^^^^^^^^
  | The kernel refuses this rule (EINVAL): it does not know the word "fnuc=BPRM_CHECK".
  = help: Did you mean "func"?

1 file checked for Linux 7.2: 1 error.
The kernel would refuse to load this policy.
1 problem can be fixed with --fix.
`);
  });

  it("reads standard input, under a name of its own", () => {
    const result = run(["-", "--stdin-filename", "etc/ima-policy", "--format", "json"], { input: "measure uid=x\n" });
    expect(result.status).toBe(1);
    const { files, summary, version } = JSON.parse(result.stdout);
    expect(version).toBe(1);
    expect(summary).toEqual({ files: 1, error: 1, warning: 0, info: 0, rejected: 1 });
    expect(files[0].path).toBe("etc/ima-policy");
    expect(files[0].findings[0]).toMatchObject({
      check: "syntax/invalid-id",
      kernelRejects: true,
      range: { start: { line: 1, column: 13, offset: 12 }, end: { line: 1, column: 14, offset: 13 } },
    });
  });

  it("takes a dialect, kernels and a configuration", () => {
    const policy = "appraise func=MODULE_CHECK appraise_type=imasig|modsig # c\n";
    const config = file("config", "CONFIG_IMA=y\n# CONFIG_IMA_APPRAISE_MODSIG is not set\n");
    const result = run(["-", "--kernel", "6.1,7.2", "--kernel-config", config, "--format=json"], { input: policy });
    const findings = JSON.parse(result.stdout).files[0].findings as { check: string; kernels: string[] }[];
    expect(findings.map(({ check, kernels }) => [check, kernels])).toEqual([
      ["kernel/not-configured", ["6.1", "7.2"]],
      ["syntax/trailing-comment", ["6.1"]],
    ]);
    expect(run(["-", "--dialect", "mainline"], { input: "measure pcr=12 digest_cache=data\n" }).status).toBe(1);
    expect(run(["-"], { input: "measure func=DIGEST_LIST_CHECK pcr=12\n" }).stdout).toContain("Integrity Digest Cache");
  });

  it("fails at the level that is asked for", () => {
    const warning = "measure func=BPRM_CHECK pcr=24\n";
    expect(run(["-"], { input: warning }).status).toBe(1);
    expect(run(["-", "--fail-level", "error"], { input: warning }).status).toBe(0);
    expect(run(["-", "--fail-level", "never"], { input: "nonsense\n" }).status).toBe(0);
    const info = "measure func=FILE_MMAP\n";
    expect(run(["-"], { input: info }).status).toBe(0);
    expect(run(["-", "--fail-level=info"], { input: info }).status).toBe(1);
  });

  it("groups what it finds in many lines", () => {
    const { stdout } = run(["-"], { input: "measure func=FILE_MMAP\n".repeat(20) });
    expect(stdout.match(/syntax\/legacy-name/g)).toHaveLength(1);
    expect(stdout).toContain("= the same: in lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 7 more");
  });

  it("colors what a terminal shows, and what is asked for", () => {
    const input = "nonsense\n";
    const sequence = "\u001b[";
    expect(run(["-"], { input }).stdout).not.toContain(sequence);
    expect(run(["-", "--color", "always"], { input }).stdout).toContain(sequence);
    expect(run(["-"], { input, env: { FORCE_COLOR: "1" } }).stdout).toContain(sequence);
    expect(run(["-"], { input, env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout).not.toContain(sequence);
    expect(run(["-", "--color=always"], { input, env: { NO_COLOR: "1" } }).stdout).toContain(sequence);
    expect(run(["-", "--color=never"], { input, env: { FORCE_COLOR: "1" } }).stdout).not.toContain(sequence);
  });

  it("never passes control characters on to the terminal", () => {
    const { stdout } = run(["-", "--stdin-filename", "a\u001b[31mb"], {
      input: "measure uid=\u001b[2J\u0007\u009b1m\n",
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(stdout).toContain("a\\x1b[31mb");
  });
});

describe("imalint check --fix", () => {
  it("writes what is safe and reports the rest", () => {
    const path = file("fix.policy", "Measure func=BPRM_CHECK\nmeasure uid=nobody\n");
    const { stdout, status } = run([path, "--fix"]);
    expect(readFileSync(path, "utf8")).toBe("measure func=BPRM_CHECK\nmeasure uid=nobody\n");
    expect(stdout).toContain("Fixed 1 problem.");
    expect(stdout).toContain("syntax/invalid-id");
    expect(status).toBe(1);
  });

  it("keeps bytes that are no UTF-8", () => {
    const comment = Buffer.from([0x23, 0x20, 0xe9, 0xff, 0x0a]);
    const path = file("latin.policy", Buffer.concat([comment, Buffer.from("Measure func=MMAP_CHECK\n")]));
    expect(run([path, "--fix"]).status).toBe(0);
    expect(readFileSync(path)).toEqual(Buffer.concat([comment, Buffer.from("measure func=MMAP_CHECK\n")]));
  });

  it("leaves the file what it was, but for its text", () => {
    const path = file("same.policy", "Measure func=MMAP_CHECK\n");
    chmodSync(path, 0o664);
    linkSync(path, join(folder, "second-name"));
    const before = statSync(path);
    expect(run([path, "--fix"]).status).toBe(0);
    expect(readFileSync(join(folder, "second-name"), "utf8")).toBe(good);
    expect(statSync(path)).toMatchObject({ ino: before.ino, mode: before.mode, uid: before.uid });
    expect(readdirSync(folder).filter((name) => name.includes(".imalint-"))).toEqual([]);
  });

  it("applies what may change decisions only when it is asked to", () => {
    const path = file("unsafe.policy", "measure func=KEY_CHECK keyrings=.IMA\n");
    expect(run([path, "--fix"]).status).toBe(1);
    expect(run([path, "--unsafe-fixes"]).status).toBe(0);
    expect(readFileSync(path, "utf8")).toBe("measure func=KEY_CHECK keyrings=.ima\n");
  });

  it("says on standard error what is left of standard input", () => {
    const { stdout, stderr, status } = run(["-", "--fix"], { input: "Measure func=BPRM_CHECK\nmeasure func=XYZ\n" });
    expect(stdout).toBe("measure func=BPRM_CHECK\nmeasure func=XYZ\n");
    expect(stderr).toContain("syntax/unknown-hook");
    expect(status).toBe(1);
  });

  it("prints the fixed text of standard input", () => {
    const { stdout, status } = run(["-", "--fix"], { input: "\ufeff# c\r\nmeasure func=MMAP_CHECK uid=root\r\n" });
    expect(stdout).toBe("# c\nmeasure func=MMAP_CHECK uid=0\n");
    expect(status).toBe(0);
  });

  it("does not touch a file without fixes, and follows links", () => {
    const target = file("target.policy", "Measure func=MMAP_CHECK\n");
    const link = join(folder, "link.policy");
    symlinkSync(target, link);
    chmodSync(target, 0o640);
    run([link, "--fix"]);
    expect(readFileSync(target, "utf8")).toBe(good);
  });
});

describe("imalint review", () => {
  const old = "appraise func=BPRM_CHECK appraise_type=imasig\nmeasure func=BPRM_CHECK\n";
  const weaker =
    "dont_appraise fsname=overlay\nappraise func=BPRM_CHECK appraise_type=imasig\nmeasure func=BPRM_CHECK\n";

  it("says what gets weaker, where, and by which rules", () => {
    const { stdout, status } = run(["review", file("old.policy", old), file("new.policy", weaker)]);
    expect(status).toBe(1);
    expect(stdout.split("\n").slice(0, 7)).toEqual([
      `${join(folder, "old.policy")} -> ${join(folder, "new.policy")} (Linux 7.2): Protection gets weaker. Changes: 1 weaker.`,
      "",
      "weaker: no longer appraised",
      "  BPRM_CHECK, on overlay",
      "  before  line 1: appraise func=BPRM_CHECK appraise_type=imasig",
      "  after   line 1: dont_appraise fsname=overlay",
      `  try     imalint ask --hook BPRM_CHECK --fs overlay ${join(folder, "new.policy")}`,
    ]);
    expect(stdout).toContain("[protect/disk-exempt]");
  });

  it("gives a witness that ask confirms", () => {
    const paths = [file("old.policy", old), file("new.policy", weaker)];
    const command = /imalint (ask .*) \S+$/m.exec(run(["review", ...paths]).stdout)?.[1]?.split(" ") ?? [];
    expect(run([...command, paths[0] as string]).stdout).toContain("appraise: line 1");
    expect(run([...command, paths[1] as string]).stdout).toContain("dont_appraise: line 1");
  });

  it("is content with a reason in the policy, or on the command line", () => {
    const reason = `# imalint-accept weaker: containers verify themselves\n${weaker}`;
    const accepted = run(["review", file("old.policy", old), file("new.policy", reason)]);
    expect(accepted.stdout).toContain("  reason  containers verify themselves");
    expect(accepted.status).toBe(0);
    expect(run(["review", "--accept-weaker", file("old.policy", old), file("new.policy", weaker)]).status).toBe(0);
  });

  it("knows when nothing is decided differently", () => {
    const moved = old.split("\n").slice(0, 2).reverse().join("\n");
    const { stdout, status } = run(["review", file("old.policy", old), file("new.policy", `${moved}\n`)]);
    expect(stdout).toContain("The kernel decides every access as before.");
    expect(status).toBe(0);
  });

  it("fails when the kernel no longer takes the policy, though its rules read as before", () => {
    const refused = file("new.policy", `${old}measure fnuc=BPRM_CHECK\n`);
    const { stdout, status } = run(["review", file("old.policy", old), refused]);
    expect(stdout).toContain("The kernel refuses the new policy.");
    expect(stdout).not.toContain("Solved findings");
    expect(stdout).not.toContain("as before");
    expect(status).toBe(1);
    const both = run(["review", refused, refused]);
    expect(both.stdout).toContain("The kernel refuses the old policy, so that nothing of it was in force.");
    expect(both.status).toBe(1);
  });

  it("fails when a family is too complex to compare", () => {
    // Any of these types, which imalint does not know, could have any of these numbers.
    const tangle = Array.from(
      { length: 130 },
      (_, at) => `dont_measure fsname=unknown${at}\ndont_measure fsmagic=0x70${100 + at}\n`,
    ).join("");
    const paths = [file("old.policy", `${tangle}measure\n`), file("new.policy", `measure uid>5\n${tangle}measure\n`)];
    const { stdout, status } = run(["review", ...paths]);
    expect(stdout).toContain("The measure rules are too complex to compare.");
    expect(stdout).not.toContain("as before");
    expect(status).toBe(1);
  });

  it("tells new and solved findings", () => {
    const { stdout } = run([
      "review",
      file("old.policy", "measure func=FILE_MMAP\n"),
      file("new.policy", "measure func=MMAP_CHECK pcr=24\n"),
    ]);
    expect(stdout).toMatch(/New findings:\n {2}line 1 \[kernel\/pcr-without-tpm\]/);
    expect(stdout).toMatch(/Solved findings:\n {2}line 1 \[syntax\/legacy-name\]/);
  });

  it("writes Markdown that no name in a policy can break out of", () => {
    const label = "a|b<script>*x*";
    const { stdout } = run([
      "review",
      "--format",
      "markdown",
      file("old.policy", old),
      file("new.policy", `dont_appraise obj_type=${label}\n${old}`),
    ]);
    expect(stdout).toContain("| weaker | no longer appraised |");
    expect(stdout.replace(/^ {4}.*$/gm, "")).not.toMatch(/<script>|\*x\*/);
  });

  it("writes JSON", () => {
    const { stdout } = run(["review", "--format=json", file("old.policy", old), file("new.policy", weaker)]);
    const [review] = JSON.parse(stdout).reviews;
    expect(review).toMatchObject({ verdict: "weaker", kernel: "7.2" });
    expect(review.changes[0]).toMatchObject({
      family: "appraise",
      direction: "weaker",
      regions: ["BPRM_CHECK, on overlay"],
      before: { line: 1 },
      witness: { hook: "BPRM_CHECK", fileSystem: { type: "overlay" } },
    });
  });

  it("takes the old side from git, under the name that the file had", () => {
    const repository = mkdtempSync(join(folder, "git-"));
    const git = (...args: string[]) =>
      spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.hooksPath=/dev/null", ...args], {
        cwd: repository,
      });
    const write = (name: string, text: string) => writeFileSync(join(repository, name), text);
    git("init", "--quiet");
    write("ima-policy", old);
    write("other.policy", "measure func=MMAP_CHECK\n");
    write("notes.txt", "text\n");
    git("add", "-A");
    git("commit", "--quiet", "-m", "first");
    git("mv", "ima-policy", "renamed.policy");
    write("renamed.policy", weaker);
    write("notes.txt", "more text\n");
    const named = run(["review", "--base", "HEAD", "renamed.policy"], { cwd: repository });
    expect(named.stdout).toContain("BPRM_CHECK, on overlay");
    expect(named.status).toBe(1);
    const all = run(["review", "--base", "HEAD"], { cwd: repository });
    expect(all.stdout).toContain("HEAD:ima-policy -> renamed.policy");
    expect(all.stdout).not.toContain("other.policy");
    expect(run(["review", "--base", "nothing", "renamed.policy"], { cwd: repository })).toMatchObject({
      status: 2,
      stderr: 'imalint: git knows no revision "nothing" here\n',
    });
    rmSync(join(repository, "other.policy"));
    const gone = run(["review", "--base", "HEAD"], { cwd: repository }).stdout;
    expect(gone).toMatch(/HEAD:other\.policy -> other\.policy .*\n\nweaker: no longer measured/);
    write("fresh.policy", "measure func=BPRM_CHECK\n");
    const fresh = run(["review", "--base", "HEAD", "fresh.policy"], { cwd: repository });
    expect(fresh.stdout).toContain("stronger: newly measured");
    expect(fresh.status).toBe(0);
  });
});

describe("imalint ask", () => {
  const policy = () =>
    file(
      "ask.policy",
      "dont_measure fsname=tmpfs\nmeasure func=BPRM_CHECK uid=0 pcr=11\nmeasure func=BPRM_CHECK fowner=5\nappraise func=MODULE_CHECK appraise_type=imasig|modsig\n",
    );

  it("names the rule that decides, and why not the ones before it", () => {
    const { stdout, status } = run(["ask", "--hook", "bprm_check", "--uid", "1000", "--owner", "5", policy()]);
    expect(status).toBe(0);
    expect(stdout).toBe(`BPRM_CHECK MAY_EXEC, by user 1000, on ext4, owner 5

measure: line 3
  3 | measure func=BPRM_CHECK fowner=5
  1 | dont_measure fsname=tmpfs   (does not match: fsname)
  2 | measure func=BPRM_CHECK uid=0 pcr=11   (does not match: uid)

no appraise rule
  4 | appraise func=MODULE_CHECK appraise_type=imasig|modsig   (does not match: func)
`);
  });

  it("takes names as well as numbers", () => {
    const byName = run(["ask", "--hook=BPRM_CHECK", "--fs=tmpfs", "--uid=root", policy()]).stdout;
    expect(byName).toContain("dont_measure: line 1");
    expect(run(["ask", "--hook=BPRM_CHECK", "--fs=0x01021994", "--uid=0", policy()]).stdout).toBe(byName);
  });

  it("answers programs in JSON", () => {
    const { stdout } = run(["ask", "--hook", "BPRM_CHECK", "--format", "json", policy()]);
    const answer = JSON.parse(stdout);
    expect(answer.families.measure).toEqual({ outcome: "do", line: 2, tried: [{ line: 1, failed: "fsname" }] });
    expect(answer).toMatchObject({ version: 1, pcr: 11, flags: { signature: false } });
  });

  it("says what it does not understand", () => {
    for (const [args, words] of [
      [["--hook", "EXEC", policy()], 'unknown hook "EXEC"'],
      [[policy()], "needs --hook"],
      [["--hook", "BPRM_CHECK"], "takes one policy"],
      [["--hook", "BPRM_CHECK", "--fs", "nothing", policy()], "--fs"],
      [["--hook", "BPRM_CHECK", "--uid", "me", policy()], "--uid"],
      [["--hook", "FILE_CHECK", "--mask", "rw", policy()], "--mask"],
    ] as const) {
      const { stderr, status } = run(["ask", ...args]);
      expect(status).toBe(2);
      expect(stderr).toContain(words);
      expect(stderr).toMatch(/^imalint: [^\n]+\n$/);
    }
  });
});

describe("directories", () => {
  it("are searched for files that look like policies", () => {
    const base = join(folder, "tree");
    file("tree/etc/ima/ima-policy", good);
    file("tree/etc/ima/extra", good);
    file("tree/etc/sysconfig/ima-policy", good);
    file("tree/a.policy", good);
    file("tree/polkit.policy", '<?xml version="1.0"?>\n<policyconfig/>\n');
    file("tree/java.policy", "grant { permission java.security.AllPermission; };\n");
    file("tree/ima_policy.erb.policy", "<% if x %>\nmeasure func=BPRM_CHECK\n<% end %>\n");
    file("tree/scripts/ima_policy", "#!/bin/sh\nmeasure func=BPRM_CHECK\n");
    file("tree/node_modules/x/ima-policy", good);
    file("tree/notes.txt", good);
    symlinkSync(base, join(base, "loop"));
    const { stdout, status } = run([base, "--format", "json"]);
    expect(status).toBe(0);
    const paths = (JSON.parse(stdout).files as { path: string }[]).map(({ path }) => path.slice(base.length + 1));
    expect(paths).toEqual(["a.policy", "etc/ima/extra", "etc/ima/ima-policy", "etc/sysconfig/ima-policy"]);
  });

  it("are searched from here when none is named", () => {
    expect(run(["check"], { cwd: join(folder, "tree") }).stdout).toMatch(/^4 files checked/);
  });
});

describe("mistakes", () => {
  const mistake = (args: string[], options?: Parameters<typeof run>[1]) => {
    const { stdout, stderr, status } = run(args, options);
    expect(stdout).toBe("");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^imalint: [^\n]+\n$/);
    return stderr;
  };

  it("with files are one line each, with exit status 2", () => {
    expect(mistake(["no/such/file"])).toContain("no/such/file: no such file or directory");
    mkdirSync(join(folder, "empty"), { recursive: true });
    expect(mistake([join(folder, "empty")])).toContain("no policy in this directory");
    expect(mistake([file("binary.policy", readFileSync(process.execPath).subarray(0, 4096))])).toContain(
      "not a text file",
    );
    expect(mistake(["-", "--kernel-config", file("c", good)])).toContain("not a kernel configuration");
  });

  it("with a text that memory would not hold are said before it is used up, with what holds it", () => {
    const path = file("words.policy", "a ".repeat(200_000));
    const { stderr, status } = run([path], { env: { NODE_OPTIONS: "--max-old-space-size=64" } });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^imalint: .*words\.policy: too large for the memory .*--max-old-space-size=134 .*\n$/);
    expect(run([path, "--quiet"]).status).toBe(1);
    // Long is not the same as many.
    const long = file("long.policy", `# ${"a".repeat(2_000_000)}\n`);
    expect(run([long], { env: { NODE_OPTIONS: "--max-old-space-size=64" } })).toMatchObject({ stderr: "" });
  });

  it("with links and permissions too", () => {
    const link = join(folder, "circle.policy");
    symlinkSync(link, link);
    expect(mistake([link])).toContain("too many symbolic links");
    const path = file("secret.policy", good);
    chmodSync(path, 0);
    // Permissions do not stop root.
    if (process.getuid?.() !== 0) expect(mistake([path])).toContain("permission denied");
  });

  it("with what is no file, or cannot be written to", () => {
    if (existsSync("/dev/zero")) expect(mistake(["/dev/zero"])).toContain("not a file");
    expect(mistake([""])).toContain('"": no such file');
    expect(mistake(["x\u001b[31m"])).toContain("x\\x1b[31m");
    if (!existsSync("/dev/full")) return;
    const full = openSync("/dev/full", "w");
    const { stderr, status } = spawnSync(process.execPath, [program, "samples"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", full, "pipe"],
    });
    expect([stderr, status]).toEqual(["imalint: the output cannot be written: no space left on the device\n", 2]);
  });

  it("do not keep other files from being checked", () => {
    const { stdout, stderr, status } = run(["no/such/file", file("typo2.policy", "nonsense\n")]);
    expect(status).toBe(2);
    expect(stderr).toContain("no/such/file");
    expect(stdout).toContain("syntax/unknown-word");
  });

  it("on the command line say what was meant", () => {
    expect(mistake(["--kernle", "6.1"])).toContain('unknown option "--kernle"; did you mean "--kernel"?');
    expect(mistake(["-", "--kernel", "9.9"])).toContain('unknown kernel "9.9"');
    expect(mistake(["-", "--dialect", "digestcache"])).toContain('did you mean "digest-cache"?');
    expect(mistake(["-", "--format"])).toContain("needs a value");
    expect(mistake(["-", "--quiet=1"])).toContain("takes no value");
    expect(mistake(["-x"])).toContain('unknown option "-x"');
    expect(mistake(["explain", "syntax/unknown-wrd"])).toContain("syntax/unknown-word");
    expect(mistake(["explain"])).toContain("imalint checks");
    expect(mistake(["checks", "all"])).toContain('"all"');
  });
});

describe("help", () => {
  it("names every option", () => {
    const { stdout, status } = run(["--help"]);
    expect(status).toBe(0);
    for (const option of ["--kernel", "--dialect", "--loader", "--fix", "--format", "--fail-level", "--color"])
      expect(stdout).toContain(option);
    expect(run([]).stdout).toBe(stdout);
    expect(run(["--version"]).stdout).toMatch(/^imalint \d+\.\d+\.\d+\n$/);
  });

  it("explains checks by full and by short name", () => {
    expect(run(["explain", "bootstrap/parser-needs-digest-list"]).stdout).toMatch(
      /^# bootstrap\/parser-needs-digest-list\n/,
    );
    expect(run(["explain", "unknown-word"]).stdout).toMatch(/^# syntax\/unknown-word\n/);
  });

  it("lists all checks", () => {
    const { stdout } = run(["checks"]);
    expect(stdout.trim().split("\n").length).toBeGreaterThan(40);
    expect(stdout).toMatch(/^bootstrap\/parser-needs-digest-list +error +fix +/m);
  });
});

describe("the library", () => {
  it("is what the package exports", async () => {
    const script = `import { lint } from "imalint"; console.log(lint([{ path: "p", text: "measure fnuc=x\\n" }]).files[0].findings.length)`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: root,
      encoding: "utf8",
    });
    expect([stdout, stderr]).toEqual(["1\n", ""]);
  });
});

describe("imalint coverage", () => {
  const policy = [
    "dont_appraise fsmagic=0x9fa0",
    "dont_appraise fsname=tmpfs",
    "appraise func=BPRM_CHECK fowner>0 appraise_type=imasig",
    "appraise func=MODULE_CHECK uid=0",
    "measure func=FILE_CHECK mask=^MAY_READ uid=0",
    "",
  ].join("\n");

  it("says what is done, left out and decided by no rule", () => {
    const { stdout, status } = run(["coverage", file("covered.policy", policy)]);
    expect(status).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "measure",
      "  measured  (line 5)",
      "    FILE_CHECK (^READ), by root",
      "  decided by no rule",
      "    MMAP_CHECK, MMAP_CHECK_REQPROT, BPRM_CHECK, CREDS_CHECK, MODULE_CHECK, FIRMWARE_CHECK,",
      "      KEXEC_KERNEL_CHECK, KEXEC_INITRAMFS_CHECK, POLICY_CHECK, KEXEC_CMDLINE, KEY_CHECK,",
      "      CRITICAL_DATA",
      "    the rest of FILE_CHECK",
      "",
      "appraise",
      "  appraised with appraise_type=imasig  (line 3)",
      "    BPRM_CHECK, on any file system but proc, tmpfs, owned by any user but root",
      "  appraised  (line 4)",
      "    MODULE_CHECK, by root, on any file system but proc, tmpfs",
      "  left out by dont_appraise  (lines 1 to 2)",
      "    every hook with a file but KEXEC_CMDLINE, on proc, tmpfs",
      "  decided by no rule",
      "    the rest of FILE_CHECK, MMAP_CHECK, MMAP_CHECK_REQPROT, BPRM_CHECK, CREDS_CHECK, MODULE_CHECK,",
      "      FIRMWARE_CHECK, KEXEC_KERNEL_CHECK, KEXEC_INITRAMFS_CHECK, POLICY_CHECK",
      "",
    ]);
  });

  it("is JSON for programs, of one family when asked", () => {
    const path = file("covered.policy", policy);
    const { stdout } = run(["coverage", path, "--family", "measure", "--format", "json", "--kernel", "6.1"]);
    const { kernel, families } = JSON.parse(stdout);
    expect(kernel).toBe("6.1");
    expect(families).toHaveLength(1);
    expect(
      families[0].covered.map(({ outcome, lines }: { outcome: string; lines: number[] }) => [outcome, lines]),
    ).toEqual([
      ["do", [5]],
      ["none", []],
    ]);
    expect(families[0].covered[0].witness).toMatchObject({ hook: "FILE_CHECK", mask: ["MAY_READ"] });
  });

  it("reads standard input, as review and ask do", () => {
    const { stdout } = run(["coverage", "-", "--family", "measure"], { input: policy });
    expect(stdout).toContain("  measured  (line 5)");
    const path = file("covered.policy", policy);
    expect(run(["review", path, "-"], { input: policy }).stdout).toContain(
      "The kernel decides every access as before.",
    );
    expect(run(["ask", "--hook", "MODULE_CHECK", "-"], { input: policy }).stdout).toContain("appraise: line 4");
  });

  it("says when the kernel refuses the policy as a whole", () => {
    const { stdout, stderr, status } = run(["coverage", file("refused.policy", `${policy}foo bar\n`)]);
    expect(stderr).toContain("the kernel refuses this policy as a whole (line 6, syntax/unknown-word)");
    expect([stdout.split("\n")[0], status]).toEqual(["measure", 0]);
  });

  it("takes one policy", () => {
    expect(run(["coverage"])).toMatchObject({
      status: 2,
      stderr: "imalint: coverage takes one policy, or --cmdline\n",
    });
  });
});
