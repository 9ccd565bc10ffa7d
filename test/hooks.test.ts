/** What the kernel's documentation and source say of each hook, asked of decide(); and what built-in policies do. */

import { describe, expect, it } from "vitest";
import { type Family, hooks, Kernel, type Permission, parsePolicy } from "../grammar/index.js";
import { builtInRules } from "../grammar/kernel/index.js";
import { type Access, decide, openMasks, plainUser, root } from "../server/policy/index.js";

const rulesOf = (lines: readonly string[]) => parsePolicy(`${lines.join("\n")}\n`);

const ext4 = { magic: "ef53", type: "ext4" };
const tmpfs = { magic: "1021994", type: "tmpfs" };
const proc = { magic: "9fa0", type: "proc" };

function access(hook: string, mask: readonly Permission[], more: Partial<Access> = {}): Access {
  return {
    hook,
    mask,
    user: root,
    group: root,
    fileSystem: ext4,
    owner: 0,
    fileGroup: 0,
    labels: {},
    keyring: ".ima",
    criticalData: "selinux",
    parser: false,
    ...more,
  };
}

/** The masks with which the kernel asks at each hook. */
const masks: Readonly<Record<string, readonly (readonly Permission[])[]>> = {
  FILE_CHECK: openMasks,
  MMAP_CHECK: [["MAY_EXEC"]],
  MMAP_CHECK_REQPROT: [["MAY_EXEC"]],
  BPRM_CHECK: [["MAY_EXEC"]],
  CREDS_CHECK: [["MAY_EXEC"]],
  MODULE_CHECK: [["MAY_READ"]],
  FIRMWARE_CHECK: [["MAY_READ"]],
  KEXEC_KERNEL_CHECK: [["MAY_READ"]],
  KEXEC_INITRAMFS_CHECK: [["MAY_READ"]],
  POLICY_CHECK: [["MAY_READ"]],
  KEXEC_CMDLINE: [[]],
  KEY_CHECK: [[]],
  CRITICAL_DATA: [[]],
  SETXATTR_CHECK: [[]],
};
const withoutFile = ["KEY_CHECK", "CRITICAL_DATA", "SETXATTR_CHECK"];

describe("each hook", () => {
  const kernel = new Kernel("7.2");
  const names = hooks.filter((hook) => kernel.knows(hook)).map(({ name }) => name);

  it("is in the table of this test", () => expect(names.sort()).toEqual(Object.keys(masks).sort()));

  const does = (line: string, asked: Access) =>
    decide(rulesOf([line]), asked).families[line.startsWith("appraise") ? "appraise" : "measure"].outcome;

  it.each(Object.entries(masks))("%s", (name, asked) => {
    for (const mask of asked) {
      const here = access(name, mask);
      const action = name === "SETXATTR_CHECK" ? "appraise" : "measure";
      // By its own name, and by no other one.
      expect(does(`${action} func=${name}`, here)).toBe("do");
      for (const other of names.filter((each) => each !== name))
        expect(does(`${action} func=${other}`, here)).toBe("none");
      // Without func=: all that hand over a file, and the kexec command line.
      expect(does("measure", here)).toBe(withoutFile.includes(name) ? "none" : "do");
      // Exact masks, and masks that hold a permission. Hooks without a mask match no condition on it.
      if (withoutFile.includes(name)) continue;
      for (const permission of ["MAY_READ", "MAY_WRITE", "MAY_EXEC", "MAY_APPEND"] as const) {
        const exact = mask.length === 1 && mask[0] === permission;
        expect([name, mask, does(`measure mask=${permission}`, here)]).toEqual([name, mask, exact ? "do" : "none"]);
        const held = mask.includes(permission);
        expect([name, mask, does(`measure mask=^${permission}`, here)]).toEqual([name, mask, held ? "do" : "none"]);
      }
    }
  });

  it("of a key or of kernel data asks about its name and the real user only", () => {
    const key = access("KEY_CHECK", [], { user: { real: 1000, effective: 0, saved: 0, maySet: true } });
    expect(does("measure func=KEY_CHECK keyrings=.ima", key)).toBe("do");
    expect(does("measure func=KEY_CHECK keyrings=.evm|.ima", key)).toBe("do");
    expect(does("measure func=KEY_CHECK keyrings=.evm", key)).toBe("none");
    expect(does("measure func=KEY_CHECK uid=1000", key)).toBe("do");
    expect(does("measure func=KEY_CHECK uid=0", key)).toBe("none");
    expect(does("measure func=CRITICAL_DATA label=selinux", access("CRITICAL_DATA", []))).toBe("do");
    expect(does("measure func=CRITICAL_DATA label=kernel_info", access("CRITICAL_DATA", []))).toBe("none");
  });

  it("after chmod and chown looks at neither hook nor mask", () => {
    const changed = access("POST_SETATTR", []);
    expect(does("appraise func=BPRM_CHECK mask=MAY_EXEC fowner=0", changed)).toBe("do");
    expect(does("appraise func=BPRM_CHECK fowner=1000", changed)).toBe("none");
  });
});

describe("built-in policies", () => {
  const read = (more: Partial<Access> = {}) => access("FILE_CHECK", ["MAY_READ"], more);
  const both = (more: Partial<Access> = {}) => access("FILE_CHECK", ["MAY_READ", "MAY_WRITE"], more);
  const run = (more: Partial<Access> = {}) => access("BPRM_CHECK", ["MAY_EXEC"], more);
  const load = (hook: string, more: Partial<Access> = {}) => access(hook, ["MAY_READ"], more);
  const someone = { user: plainUser(1000), group: plainUser(1000) };
  const setUid = { user: { real: 1000, effective: 0, saved: 0, maySet: true } };

  function expectation(version: string, policies: string[], family: Family) {
    const policy = rulesOf(builtInRules({ policies }, new Kernel(version)));
    return (asked: Access) => decide(policy, asked).families[family].outcome;
  }

  it("tcb measures what runs, what root reads, modules, firmware and policies", () => {
    for (const version of ["6.1", "7.2"]) {
      const measured = expectation(version, ["tcb"], "measure");
      expect(measured(run(someone))).toBe("do");
      expect(measured(access("MMAP_CHECK", ["MAY_EXEC"], someone))).toBe("do");
      expect(measured(read())).toBe("do");
      expect(measured(both())).toBe("do");
      expect(measured(read(setUid))).toBe("do");
      expect(measured(read(someone))).toBe("none");
      expect(measured(access("FILE_CHECK", ["MAY_WRITE"]))).toBe("none");
      for (const hook of ["MODULE_CHECK", "FIRMWARE_CHECK", "POLICY_CHECK"]) expect(measured(load(hook))).toBe("do");
      for (const hook of ["KEXEC_KERNEL_CHECK", "KEXEC_INITRAMFS_CHECK"]) expect(measured(load(hook))).toBe("none");
      expect(measured(read({ fileSystem: proc }))).toBe("dont");
      expect(measured(read({ fileSystem: tmpfs }))).toBe("dont");
      // What runs from tmpfs is measured from 6.14 on.
      expect(measured(run({ fileSystem: tmpfs }))).toBe(version === "6.1" ? "dont" : "do");
    }
  });

  it("ima_tcb asks for reading alone, and for the real user", () => {
    const policy = rulesOf(builtInRules({ policies: [], imaTcb: true }, new Kernel("6.12")));
    const measured = (asked: Access) => decide(policy, asked).families.measure.outcome;
    expect(measured(read())).toBe("do");
    expect(measured(both())).toBe("none");
    expect(measured(read(setUid))).toBe("none");
    expect(measured(load("POLICY_CHECK"))).toBe("none");
  });

  it("appraise_tcb is about files of root, with a hash", () => {
    const policy = rulesOf(builtInRules({ policies: ["appraise_tcb"] }, new Kernel("6.12")));
    const asked = decide(policy, read(someone));
    expect(asked.families.appraise.outcome).toBe("do");
    expect(asked.flags.signature).toBe(false);
    expect(decide(policy, read({ owner: 1000 })).families.appraise.outcome).toBe("none");
    expect(decide(policy, read({ fileSystem: tmpfs })).families.appraise.outcome).toBe("dont");
    expect(decide(policy, read()).families.measure.outcome).toBe("none");
  });

  it("secure_boot wants signatures of modules, firmware, kexec kernels and policies", () => {
    for (const version of ["6.12", "7.2"]) {
      const policy = rulesOf(builtInRules({ policies: ["secure_boot"] }, new Kernel(version)));
      for (const hook of ["MODULE_CHECK", "FIRMWARE_CHECK", "KEXEC_KERNEL_CHECK", "POLICY_CHECK"]) {
        const { families, flags } = decide(policy, load(hook));
        expect([hook, families.appraise.outcome, flags.signature]).toEqual([hook, "do", true]);
        expect(flags.modsig).toBe(hook === "MODULE_CHECK" && version === "7.2");
      }
      expect(decide(policy, run()).families.appraise.outcome).toBe("none");
      expect(decide(policy, load("KEXEC_INITRAMFS_CHECK")).families.appraise.outcome).toBe("none");
    }
  });

  it("critical_data measures what the kernel hands over", () => {
    const measured = expectation("6.12", ["critical_data"], "measure");
    expect(measured(access("CRITICAL_DATA", []))).toBe("do");
    expect(measured(run())).toBe("none");
  });
});
