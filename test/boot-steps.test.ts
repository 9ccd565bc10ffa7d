/** What the steps of a description come to, beyond what has been observed. */

import { describe, expect, it } from "vitest";
import { analyzeBoot } from "../server/boot/index.js";
import { bootOf } from "./boot.js";

const files = `
[parser "tlv"]
load = builtin
[digest-list "tlv-main"]
files = /bin/listed
[file "/bin/listed"]
[file "/m/plain.ko"]
[file "/m/signed.ko"]
signature = appended
[phase "rootfs"]
policy = ima-policy
file-system = ext4
`;

/** What comes of loading the parser rpm by hand, from a file of that name. */
function loadByHand(file: string, kernel: string) {
  const parser = `[parser "rpm"]\npath = kernel/security/integrity/digest_cache/parsers/${file}\n`;
  return boot("audit\n", ["do = load-module\nparser = rpm"], kernel, parser).steps;
}

function boot(policy: string, steps: readonly string[], kernel = "", more = "") {
  const conf = `[kernel]\n${kernel}${more}${files}${steps.map((step) => `[step]\n${step}\n`).join("")}`;
  const description = bootOf(conf, { "ima-policy": policy });
  expect(description.faults).toEqual([]);
  const [phase] = analyzeBoot(description).phases;
  return {
    measured: phase?.measurements.map(({ pcr, path }) => `${pcr} ${path}`),
    steps: phase?.steps.map(({ result, loadedBefore }) => (loadedBefore ? "loaded before" : result.value)),
  };
}

const run = "do = access\nfile = /bin/listed";

describe("a program that a measured digest list has", () => {
  const list = "measure func=DIGEST_LIST_CHECK pcr=12\n";
  const program = "measure func=BPRM_CHECK digest_cache=data pcr=12\n";

  it("counts as measured for every rule into the PCR", () => {
    const { measured } = boot(`${list}${program}measure func=MMAP_CHECK pcr=12\n`, [run, run]);
    expect(measured).toEqual(["12 /etc/digest_lists/tlv-main"]);
  });

  it("is measured into another PCR", () => {
    const { measured } = boot(`${list}${program}measure func=MMAP_CHECK pcr=11\n`, [run]);
    expect(measured).toEqual(["12 /etc/digest_lists/tlv-main", "11 /bin/listed"]);
  });

  it("is measured once the list is gone", () => {
    const { measured } = boot(`${list}${program}`, [run, "do = remove\ndigest-list = tlv-main", run]);
    expect(measured).toEqual(["12 /etc/digest_lists/tlv-main", "12 /bin/listed"]);
  });
});

describe("a module from memory", () => {
  const load = (name: string) => `do = init-module\nfile = /m/${name}.ko`;
  const modules = "appraise func=MODULE_CHECK appraise_type=imasig|modsig\n";
  const enforced = "module-signing = force\n";

  it("has no file that a rule for modules could appraise", () => {
    expect(boot(modules, [load("signed"), load("plain")]).steps).toEqual(["no", "no"]);
  });

  it("is not seen by a rule for everything", () => {
    expect(boot("appraise\n", [load("plain")]).steps).toEqual(["yes"]);
  });

  it("has to pass the module loader where that enforces signatures", () => {
    expect(boot(modules, [load("signed"), load("plain")], enforced).steps).toEqual(["yes", "no"]);
  });

  it("is not loaded twice", () => {
    expect(boot("audit\n", [load("plain"), load("plain")]).steps).toEqual(["yes", "loaded before"]);
  });
});

it.each([
  ["rpm.ko", "", "yes"],
  ["rpm.ko", "module-compression = xz\n", "yes"],
  ["rpm.ko.xz", "module-compression = xz\n", "yes"],
  ["rpm.ko.zst", "module-compression = xz\n", "no"],
  ["rpm.ko.xz", "", "no"],
])("user space loads %s where the kernel has %j: %s", (file, kernel, result) => {
  expect(loadByHand(file, kernel)).toEqual([result]);
});
