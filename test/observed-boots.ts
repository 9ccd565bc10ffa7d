/** Observed set-ups, told in words, as digest-cache.conf. */

export interface ObservedStep {
  readonly op: string;
  readonly file?: string;
  readonly arg?: string;
  readonly uid?: number;
  readonly result?: string;
}

export interface Observation {
  readonly id: string;
  readonly config: {
    readonly tlv_parser: string;
    readonly module_compress: string | null;
    readonly modsig: boolean;
    readonly module_sig_force: boolean;
  };
  readonly cmdline: string;
  readonly policy: readonly string[] | null;
  readonly policy_written: string;
  readonly setup: string;
  readonly timeline: readonly string[];
  readonly why: string;
  readonly observed: {
    readonly policy_accepted?: boolean;
    readonly measurement_list?: readonly string[];
    readonly steps: readonly ObservedStep[];
  };
}

const lists = "/etc/digest_lists";

interface FileFacts {
  content: string;
  signature: Set<string>;
  owner?: number;
  xattr?: string;
  hash?: string;
}

interface ListFacts {
  files: string[];
  parsers: string[];
  hash: string;
  content?: string;
  empty: boolean;
  signature: Set<string>;
  owner?: number;
}

interface ParserFacts {
  path: string;
  owner?: number;
  signature: Set<string>;
  fileSystem?: string;
}

/** Contents that lists name in words. */
function contentsOf(words: string): { files: string[]; parsers: string[]; empty: boolean } {
  const files: string[] = [];
  const parsers: string[] = [];
  if (/listed binary/.test(words)) files.push("bin1");
  if (/listed module/.test(words)) files.push("crc7");
  for (const [, number] of words.matchAll(/binary (\d)/g)) files.push(`bin${number}`);
  if (/every variant of the parser module/.test(words)) parsers.push("tlv");
  const named = /(\w+) parser module/.exec(words.replace("the parser module itself", ""));
  if (named?.[1] !== undefined) parsers.push(named[1]);
  return { files, parsers, empty: /zero entries/.test(words) };
}

/** What the words say of security.ima. */
function labelsIn(words: string): Set<string> {
  const labels = new Set<string>();
  if (/(?:security\.ima =|with) (?:a )?valid IMA signature/.test(words)) labels.add("imasig");
  if (/security\.ima = (?:a |the )?correct sha\d+ hash/.test(words)) labels.add("hash");
  return labels;
}

function readList(words: string): ListFacts {
  const hash = /\bsha\d+\b|\bsha1\b|\bmd5\b|\bsm3\b/.exec(words)?.[0] ?? "sha256";
  const signature = labelsIn(words);
  if (/appended signature/.test(words) && !/no appended signature/.test(words) && !/altered/.test(words))
    signature.add("appended");
  return {
    ...contentsOf(words),
    hash,
    signature,
    ...(/^RPM header/.test(words) ? { content: "rpm" } : { content: "tlv" }),
  };
}

/** What a module carries, of words such as "xz-compressed file whose content is with appended module signature". */
function readModule(words: string): Set<string> {
  const signature = labelsIn(words);
  if (/with appended module signature/.test(words)) signature.add("appended");
  if (/signature appended to the compressed file itself/.test(words)) signature.add("appended-to-compressed");
  return signature;
}

const moduleContents: Readonly<Record<string, readonly [content: string, ...signature: string[]]>> = {
  "/m/crc7.ko": ["crc7"],
  "/m/crc8.ko": ["crc8"],
  "/m/crc4.sig.ko": ["crc4", "appended"],
  "/m/nls.ko": ["nls", "imasig"],
};

/** The description, the policy, and which of its steps have an observation, by number. */
export function descriptionOf(record: Observation): {
  conf: string;
  policy: string | undefined;
  observedSteps: number[];
} {
  const files = new Map<string, FileFacts>();
  const digestLists = new Map<string, ListFacts>();
  const parsers = new Map<string, ParserFacts>();
  const steps: string[] = [];
  const observedSteps: number[] = [];
  const fileOf = (path: string): FileFacts => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const [content, ...signature] = moduleContents[path] ?? [path.replace(/^.*\//, "")];
    const facts = { content: content ?? "", signature: new Set(signature) };
    files.set(path, facts);
    return facts;
  };
  const listName = (path: string) => (path.startsWith(`${lists}/`) ? path.slice(lists.length + 1) : path);
  let policyLoaded = record.policy_written === "builtin";
  let phase = "early";
  const hasEarly = record.policy !== null && record.policy.length > 0;
  const rootFs = record.timeline.some((line) => line.startsWith("switch root")) ? "ext4" : "tmpfs";
  let parsersFs: string | undefined;
  const step = (lines: readonly string[], isObserved = true) => {
    if (isObserved) observedSteps.push(steps.length);
    steps.push(`[step]\nphase = ${phase}\n${lines.join("\n")}`);
  };
  // What stood in the prepared root file system is told in the set-up.
  const prepared = record.setup.split("; ").flatMap((part) => {
    const parser = /^parser (\S+): (.*)$/.exec(part);
    if (parser) return [`install <parsers>/${parser[1]}: ${parser[2]}`];
    const list = /^list (\S+): (.*)$/.exec(part);
    if (list) return [`install ${list[1]}: ${list[2]}`];
    const label = /^security\.ima of (\S+) = (.*)$/.exec(part);
    return label ? [`set security.ima of ${label[1]}: ${label[2]}`] : [];
  });
  if (policyLoaded) phase = "rootfs";
  const timeline = record.timeline.some((line) => line.startsWith("root file system prepared"))
    ? [...prepared, ...record.timeline]
    : record.timeline;
  let preparing = true;
  for (const line of timeline) {
    const install = /^install ([^:]+): (.*)$/.exec(line);
    const xattr = /^set (security\.\w+) of (\S+?)(?:: | = )(.*)$/.exec(line);
    const exec = /^exec (\S+) uid=(\d+)$/.exec(line);
    const finit = /^f?init_module (\S+) by user space/.exec(line);
    const write = /^write "(.*)" to (\S+)$/s.exec(line);
    const reset = /^open (\S+) for write and close/.exec(line);
    const chown = /^chown (\d+) (\S+)$/.exec(line);
    const moved = /^(?:mv|rename|move) (\S+) (?:to )?(\S+)$/.exec(line);
    const link = /^ln (\S+) (\S+)$/.exec(line);
    const removed = /^xr (\S+) security\.digest_list$/.exec(line);
    if (exec ?? finit) preparing = false;
    if (/^load the (?:whole )?policy/.test(line)) {
      policyLoaded = true;
      preparing = false;
      phase = "rootfs";
    } else if (install) {
      const [, path = "", words = ""] = install;
      const parser = /^<parsers>\/(\w+)(\.ko\S*)$/.exec(path);
      if (parser) {
        const [, format = "", suffix = ""] = parser;
        parsers.set(format, {
          path: `kernel/security/integrity/digest_cache/parsers/${format}${suffix}`,
          signature: readModule(words),
          ...(parsersFs === undefined ? {} : { fileSystem: parsersFs }),
        });
        if (!preparing) step(["do = install", `parser = ${format}`], false);
      } else if (path.startsWith("/init/")) continue;
      else if (path.endsWith(".ko")) {
        const file = fileOf(path);
        file.content = path.replace(/^.*\//, "").split(".")[0] ?? "";
        file.signature = readModule(words);
      } else if (/ list|RPM header/.test(words)) {
        digestLists.set(listName(path), readList(words));
        if (!preparing) step(["do = install", `digest-list = ${listName(path)}`]);
      } else fileOf(path).content = words;
    } else if (xattr) {
      const [, name, path = "", value = ""] = xattr;
      const parser = /^<parsers>\/(\w+)\./.exec(path)?.[1];
      const target =
        parser !== undefined
          ? parsers.get(parser)
          : (digestLists.get(listName(path)) ?? (name === "security.dig_prefetch" ? undefined : fileOf(path)));
      if (name === "security.ima" && target !== undefined) {
        // A label that comes later: until then the file is of no more use than one that is not there.
        if (!preparing && parser !== undefined) step(["do = install", `parser = ${parser}`]);
        else if (!preparing && digestLists.has(listName(path)))
          step(["do = install", `digest-list = ${listName(path)}`]);
        if (/\bvalid IMA signature/.test(value)) target.signature.add("imasig");
        // Where the set-up says that the hash is a wrong one, the time line does not.
        const said = record.setup.includes(`${path} = a wrong`) ? value.replace("correct", "wrong") : value;
        const hash = /(correct|wrong|any) (\w+) hash/.exec(said);
        if (hash?.[1] === "correct") target.signature.add("hash");
        if (hash?.[2] !== undefined && "content" in target && !("files" in target))
          (target as FileFacts).hash = hash[2];
      } else if (name === "security.digest_list") {
        const text = value === "(empty)" ? "" : value;
        if (preparing) (target as FileFacts).xattr = text;
        else step(["do = setxattr", `file = ${path}`, `xattr = ${text}`]);
      }
    } else if (removed) step(["do = setxattr", `file = ${removed[1]}`]);
    else if (exec) {
      fileOf(exec[1] ?? "");
      step(["do = access", `file = ${exec[1]}`, `uid = ${exec[2]}`]);
    } else if (finit) {
      const [, path = ""] = finit;
      const parser = /^<parsers>\/(\w+)\./.exec(path)?.[1];
      if (parser === undefined) fileOf(path);
      step([
        line.startsWith("init_module") ? "do = init-module" : "do = load-module",
        parser === undefined ? `file = ${path}` : `parser = ${parser}`,
        // The time line says root of it, the explanation and the errno do not.
        ...(parser === undefined && /non-root finit_module/.test(record.why) ? ["uid = 1000"] : []),
      ]);
    } else if (write) {
      if (write[2]?.endsWith("default_path"))
        // A line feed is part of the path, and a line of the description has none.
        step(["do = set-default-path", `path = ${write[1]?.replace(/(?:\n|\\n)$/, "%0a")}`]);
      else if (write[2]?.endsWith("modules_disabled")) step(["do = modules-disabled"]);
      else throw new Error(`not understood: ${line}`);
    } else if (reset) step(["do = reset-list", `digest-list = ${listName(reset[1] ?? "")}`]);
    else if (chown) {
      const path = chown[2] ?? "";
      const parser = /^<parsers>\/(\w+)\./.exec(path)?.[1];
      const target = parser === undefined ? (digestLists.get(listName(path)) ?? fileOf(path)) : parsers.get(parser);
      if (target === undefined) throw new Error(`not understood: ${line}`);
      target.owner = Number(chown[1]);
    } else if (link) {
      const target = digestLists.get(link[1] ?? "");
      if (target === undefined) throw new Error(`not understood: ${line}`);
      digestLists.set(listName(link[2] ?? ""), target);
    } else if (moved) {
      const [, from = "", to = ""] = moved;
      const target = digestLists.get(listName(from));
      if (target === undefined) throw new Error(`not understood: ${line}`);
      digestLists.set(listName(to), target);
      step(["do = remove", `digest-list = ${listName(from)}`], false);
      step(["do = install", `digest-list = ${listName(to)}`], false);
    } else if (/^(?:remove|rm|unlink) /.test(line)) {
      const path = line.replace(/^\w+ /, "");
      const parser = /^<parsers>\/(\w+)\./.exec(path)?.[1];
      step(["do = remove", parser === undefined ? `digest-list = ${listName(path)}` : `parser = ${parser}`], false);
    } else if (line.startsWith("rmmod ")) step(["do = unload", `parser = ${line.slice(6)}`]);
    else if (line.startsWith("drop inode caches")) step(["do = evict"], false);
    else if (line === "mount tmpfs <parsers>") parsersFs = "tmpfs";
    else if (!/^(?:switch root|look at loaded|root file system prepared|preopen|ascii)/.test(line))
      throw new Error(`not understood: ${line}`);
  }
  const { config } = record;
  const parts = [
    [
      "[kernel]",
      "version = 6.12",
      `modsig = ${config.modsig ? "yes" : "no"}`,
      `module-compression = ${config.module_compress ?? "none"}`,
      "config = config",
      ...(config.module_sig_force ? ["module-signing = force"] : []),
      ...(record.cmdline === "" ? [] : [`cmdline = ${record.cmdline}`]),
    ],
    ["[digest-cache]", `prefetch = ${/security\.dig_prefetch\b[^;]*= ?1\b/.test(record.setup) ? "yes" : "no"}`],
  ];
  if (config.tlv_parser === "builtin") parts.push(['[parser "tlv"]', "load = builtin"]);
  for (const [format, { path, owner, signature, fileSystem }] of parsers)
    parts.push([
      `[parser "${format}"]`,
      `path = ${path}`,
      ...(owner === undefined ? [] : [`owner = ${owner}`]),
      `signature = ${[...signature].join(" ") || "none"}`,
      ...(fileSystem === undefined ? [] : [`file-system = ${fileSystem}`]),
      `digest-list =${[...digestLists]
        .filter(([, list]) => list.parsers.includes(format))
        .map(([name]) => ` ${name}`)
        .join("")}`,
    ]);
  for (const [name, list] of digestLists)
    parts.push([
      `[digest-list "${name}"]`,
      `signature = ${[...list.signature].join(" ") || "none"}`,
      `hash = ${list.hash}`,
      ...(list.content === undefined ? [] : [`format = ${list.content}`]),
      ...(list.owner === undefined ? [] : [`owner = ${list.owner}`]),
      ...(list.empty ? ["files ="] : []),
    ]);
  for (const [path, file] of files)
    parts.push([
      `[file "${path}"]`,
      `signature = ${[...file.signature].join(" ") || "none"}`,
      `digest-list =${[...digestLists]
        .filter(([, list]) => list.files.includes(file.content) || list.parsers.includes(file.content))
        .map(([name]) => ` ${name}`)
        .join("")}`,
      ...(file.xattr === undefined ? [] : [`digest-list-xattr = ${file.xattr}`]),
      ...(file.owner === undefined ? [] : [`owner = ${file.owner}`]),
      ...(file.hash === undefined ? [] : [`hash = ${file.hash}`]),
      ...(parsers.has(file.content) || ["tlv", "rpm"].includes(file.content) ? [`parser = ${file.content}`] : []),
    ]);
  const common = [
    `file-system = ${rootFs}`,
    `xattrs = ${rootFs === "ext4" ? "yes" : "no"}`,
    `parsers = ${[...parsers.keys()].join(" ")}`,
    `digest-lists = ${[...digestLists.keys()].join(" ")}`,
  ];
  if (hasEarly)
    parts.push(
      ['[phase "early"]', "policy = builtin", ...common],
      ['[phase "rootfs"]', "policy = ima-policy", ...common],
    );
  else parts.push(['[phase "rootfs"]', "policy = builtin", ...common]);
  const conf = `${[...parts.map((part) => part.join("\n")), ...steps].join("\n\n")}\n`;
  return { conf, policy: hasEarly ? `${(record.policy ?? []).join("\n")}\n` : undefined, observedSteps };
}
