import { describe, expect, it } from "vitest";
import { Kernel, parseCommandLine, parseKernelConfig, readImaParameters, readKernelConfig } from "../grammar/index.js";

const slice = (text: string, span: { start: number; end: number } | undefined) =>
  span && text.slice(span.start, span.end);

describe("the kernel command line", () => {
  it("keeps the places", () => {
    const text = 'a-b="c d" "e=f g" h="i" j=k"l m" -- n=o\n\0';
    const { parameters, end, init } = parseCommandLine(text);
    expect(
      parameters.map(({ name, value, span, nameSpan, valueSpan }) => [
        ...[name, value, slice(text, span), slice(text, nameSpan), slice(text, valueSpan)],
      ]),
    ).toEqual([
      ["a_b", "c d", 'a-b="c d"', "a-b", "c d"],
      ["e", "f g", '"e=f g"', "e", "f g"],
      ["h", "i", 'h="i"', "h", "i"],
      ["j", 'k"l m"', 'j=k"l m"', "j", 'k"l m"'],
    ]);
    expect(slice(text, end)).toBe("--");
    expect(init.map(({ name, value }) => [name, value])).toEqual([["n", "o"]]);
  });

  it.each([
    ['a="', "a", ""],
    ['a=""', "a", ""],
    ['a=" b\n', "a", " b"],
    ['"', "", undefined],
    ['""', "", undefined],
    ['"a"b"', 'a"b', undefined],
    ["=x", "=x", undefined],
    ["a==b", "a", "=b"],
    ["a=\u2003b", "a", "\u2003b"],
  ])("%j", (text, name, value) => {
    const { parameters } = parseCommandLine(text);
    expect(parameters.map((parameter) => [parameter.name, parameter.value])).toEqual([[name, value]]);
    const [parameter] = parameters;
    if (value !== undefined) expect(slice(text, parameter?.valueSpan)).toBe(value);
  });

  it.each(["", " \n", "\0\0"])("%j says nothing", (text) => expect(parseCommandLine(text).parameters).toEqual([]));

  it.each([
    ["one word", "a".repeat(1 << 20)],
    ["quotes", '"a" b="'.repeat(1 << 17)],
    ["blanks", " \n\0".repeat(1 << 18)],
    ["equals", "a=b=c ".repeat(1 << 17)],
  ])("of a megabyte takes no time: %s", (_, text) => {
    const start = performance.now();
    readImaParameters(text);
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

describe("what is said to IMA", () => {
  const said = (text: string, kernel = new Kernel("6.12")) => {
    const all = readImaParameters(text, kernel);
    return (key: "appraise" | "hash" | "template" | "templateFormat" | "lsm" | "lockdown" | "moduleSigEnforce") =>
      all[key]?.value;
  };

  it("appraise modes are compared by their beginning, and the last one counts", () => {
    expect(said("ima_appraise=enforce-evm")("appraise")).toBe("enforce");
    expect(said("ima_appraise=off ima-appraise=login")("appraise")).toBe("log");
    expect(said("ima_appraise=fix ima_appraise=Log")("appraise")).toBeUndefined();
    expect(said("ima_appraise=enfor")("appraise")).toBeUndefined();
  });

  it("of several hash algorithms the first one counts that there is", () => {
    expect(said("ima_hash=sha7 ima_hash=sha512 ima_hash=sha256")("hash")).toBe("sha512");
    expect(said("ima_hash=sha3-256", new Kernel("6.6"))("hash")).toBeUndefined();
    expect(said("ima_hash=sha3-256", new Kernel("6.7"))("hash")).toBe("sha3-256");
  });

  it("the oldest template takes two algorithms", () => {
    expect(said("ima_template=ima ima_hash=sha256")("hash")).toBeUndefined();
    expect(said("ima_template=ima ima_hash=sha1")("hash")).toBe("sha1");
    expect(said("ima_hash=sha256 ima_template=ima")("template")).toBeUndefined();
    expect(
      said("ima_hash=sha256", new Kernel("6.12", "mainline", { CONFIG_IMA_DEFAULT_TEMPLATE: "ima" }))("hash"),
    ).toBe(undefined);
  });

  it("a template or a format, whichever comes first", () => {
    const line = said("ima_template=none ima_template_fmt=d-ng|n-ng|sig ima_template=ima-sig");
    expect([line("template"), line("templateFormat")]).toEqual([undefined, "d-ng|n-ng|sig"]);
    expect(said("ima_template_fmt=d-ng|x")("templateFormat")).toBeUndefined();
    expect(said("ima_template=d-ng|n-ng|sig")("template")).toBe("ima-sig");
  });

  it("what else a boot depends on", () => {
    const text =
      "module.sig-enforce lockdown=confidentiality lockdown=integrity lsm=a lsm=integrity,selinux evm=fixed " +
      "rootfstype=ramfs rdinit=/a init=/b init=/c sysctl.kernel.modules_disabled=1";
    const all = readImaParameters(text);
    expect(all).toMatchObject({
      moduleSigEnforce: { value: true },
      lockdown: { value: "confidentiality" },
      lsm: { value: ["integrity", "selinux"] },
      evmFix: { value: true },
      rootfstype: { value: "ramfs" },
      rdinit: { value: "/a" },
      init: { value: "/c" },
      modulesDisabled: { value: true },
    });
    expect(slice(text, all.lockdown?.parameter.span)).toBe("lockdown=confidentiality");
    expect(said("module.sig_enforce=0")("moduleSigEnforce")).toBeUndefined();
    expect(said("module.sig_enforce=on")("moduleSigEnforce")).toBe(true);
    expect(said("-- module.sig_enforce lsm=a")("lsm")).toBeUndefined();
  });

  it("words of ima_policy= have their places", () => {
    const text = 'ima_policy="tcb|| secure_boot" ima-policy=x';
    const { policyWords } = readImaParameters(text);
    expect(policyWords.map(({ value, span }) => [value, slice(text, span)])).toEqual([
      ["tcb", "tcb"],
      ["secure_boot", "secure_boot"],
      ["x", "x"],
    ]);
  });
});

describe("kernel configurations", () => {
  it("keep the places, and the last line counts", () => {
    const text = 'CONFIG_A=y\n  CONFIG_A="b \\"c\\"" # d\nCONFIG_A=\n# CONFIG_B is not set\r\nCONFIG_C=m\r\n';
    const { options, whole } = parseKernelConfig(text);
    expect(whole).toBe(false);
    expect(options.get("CONFIG_A")?.value).toBe('b "c"');
    expect(slice(text, options.get("CONFIG_A")?.span)).toBe('CONFIG_A="b \\"c\\""');
    expect(slice(text, options.get("CONFIG_B")?.span)).toBe("# CONFIG_B is not set");
    expect([...options].map(([name, { value }]) => [name, value])).toEqual([
      ["CONFIG_A", 'b "c"'],
      ["CONFIG_B", "n"],
      ["CONFIG_C", "m"],
    ]);
    expect(options.get("CONFIG_D")).toBeUndefined();
  });

  it.each([
    "# CONFIG_A=y",
    "#CONFIG_A is not set",
    "CONFIG_A is not set",
    "x CONFIG_A=y",
    "CONFIG_A y",
    'CONFIG_A="y',
    "CONFIG_=y",
    "x=CONFIG_A=y",
  ])("%j is no line of one", (line) => expect(readKernelConfig(`${line}\n`)).toBeUndefined());

  it("are whole or not", () => {
    const lines = Array.from({ length: 250 }, (_, number) => `CONFIG_X${number}=y\n`).join("");
    const config = readKernelConfig(`${lines}CONFIG_IMA_DEFAULT_HASH="sha256"\n`);
    expect(config).toMatchObject({ CONFIG_MODULE_SIG: "n", CONFIG_IMA_DEFAULT_HASH: "sha256" });
    expect(config).not.toHaveProperty("CONFIG_DIGEST_LIST_DEFAULT_PATH");
    expect(readKernelConfig("CONFIG_A=y")).toEqual({ CONFIG_A: "y" });
  });

  it.each([
    ["options", `CONFIG_SOME_OPTION_NAME=y\n# CONFIG_OTHER is not set\n`.repeat(1 << 16)],
    ["one quoted value", `CONFIG_A="${"a\\".repeat(1 << 20)}`],
    ["names without lines", "CONFIG_".repeat(1 << 19)],
    ["blanks", `${" ".repeat(1 << 21)}CONFIG_A=y`],
  ])("that are long take no time: %s", (_, text) => {
    const start = performance.now();
    readKernelConfig(text);
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
