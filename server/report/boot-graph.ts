/**
 * A phase of a boot as a graph: what is used, what it needs for that, and the rules and facts that this rests on. From
 * what cannot be used, edges lead to what is the cause.
 */

import { printRule, readListName } from "../../grammar/index.js";
import type {
  Answer,
  BootAnalysis,
  DigestList,
  ListResult,
  ParserResult,
  PhaseResult,
  ProgramResult,
  Reason,
  ReasonKind,
  Truth,
  UsedFile,
} from "../boot/index.js";
import { captionOf, counted, proofWords, ruleTitle, type State } from "./boot-words.js";

export type NodeKind = "policy" | "program" | "list" | "parser" | "rule" | "fact" | "assumption";

export interface BootNode {
  /** Its place in the page, such as phase-1-list-2. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly state: State;
  /** What fails for this reason, and no other one behind it. */
  readonly isCause: boolean;
  readonly title: string;
  /** All that the box stands for. */
  readonly names: readonly string[];
  readonly status: string | undefined;
  /** The text of a rule. */
  readonly code: string | undefined;
  readonly captions: readonly string[];
  /** All of it in sentences. */
  readonly sentences: readonly string[];
}

export interface BootEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly state: State;
}

/** Things that behave in the same way, for the same reasons. */
export interface BootGroup {
  /** The id of the box that stands for it. */
  readonly node: string;
  readonly kind: "policy" | "program" | "list" | "parser";
  readonly state: State;
  readonly status: string;
  readonly proof: string | undefined;
  readonly names: readonly string[];
  readonly isFirst: boolean;
  /** Of the first one. */
  readonly because: readonly Reason[];
}

export interface PhaseGraph {
  readonly result: PhaseResult;
  readonly groups: readonly BootGroup[];
  readonly nodes: readonly BootNode[];
  readonly edges: readonly BootEdge[];
}

export function bootGraph({ phases }: BootAnalysis): PhaseGraph[] {
  return phases.map((phase, at) => new GraphMaker(phase, `phase-${at + 1}`).make());
}

/** Boxes of one kind that are drawn; what is left shares a box by its state. */
const mostBoxes = 24;

/** A program, list, parser or policy. */
interface Thing {
  readonly kind: BootGroup["kind"];
  readonly name: string;
  readonly state: State;
  readonly status: string;
  readonly proof: string | undefined;
  readonly because: readonly Reason[];
  readonly format?: string;
  readonly file?: UsedFile;
  readonly list?: ListResult;
  readonly isFirst: boolean;
}

interface Group {
  readonly first: Thing;
  readonly names: string[];
  readonly node: NodeDraft;
}

type NodeDraft = { -readonly [Key in keyof BootNode]: BootNode[Key] } & {
  names: string[];
  captions: string[];
  sentences: string[];
};

class GraphMaker {
  private readonly nodes: NodeDraft[] = [];
  private readonly edges = new Map<string, BootEdge>();
  private readonly groups: Group[] = [];
  private readonly counts = new Map<NodeKind, number>();
  /** Nodes of reasons, by what they say. */
  private readonly reasons = new Map<string, NodeDraft>();
  private readonly parsers: readonly Thing[];
  private readonly lists: readonly Thing[];
  private readonly programs: readonly Thing[];
  private readonly nodeOf = new Map<Thing, NodeDraft>();
  /** The lists that have each program. */
  private readonly having = new Map<Thing, readonly Thing[]>();
  /** Which parsers, and which lists, a reason is the reason of. */
  private readonly parserReasons = new Map<string, Thing[]>();
  private readonly listReasons = new Map<string, Thing[]>();

  constructor(
    private readonly result: PhaseResult,
    private readonly prefix: string,
  ) {
    this.parsers = result.parsers.map(parserThing);
    this.lists = result.lists.map(listThing);
    this.programs = result.programs.map(programThing);
  }

  make(): PhaseGraph {
    const { phase, policy } = this.result;
    for (const parser of this.parsers)
      for (const reason of parser.because) {
        add(this.parserReasons, keyOf(reason), parser);
        if (reason.kind.startsWith("parser-loaded"))
          for (const behind of reason.because) add(this.parserReasons, keyOf(behind), parser);
      }
    for (const list of this.lists) if (list.state !== "not-needed") this.collect(list, list.because);
    if (phase.policy.kind === "file" || policy.value !== "yes")
      this.group([policyThing(phase.policy.path ?? "policy", policy)]);
    // Parsers first: what lists say is compared by the boxes that it leads to, and so on.
    this.group(this.parsers);
    this.group(this.lists);
    this.group(this.programs);
    for (const { first, node } of this.groups) this.explain(first, node);
    for (const { first, node } of this.groups) this.addPlainEdges(first, node);
    const failing = [...this.edges.values()].filter(({ state }) => state === "no" || state === "depends");
    const leading = new Set(failing.map(({ from }) => from));
    for (const node of this.nodes)
      node.isCause = isReason(node.kind) && (node.state === "no" || node.state === "depends") && !leading.has(node.id);
    return {
      result: this.result,
      groups: this.groups.map(({ first, names, node }) => ({
        node: node.id,
        kind: first.kind,
        state: first.state,
        status: first.status,
        proof: first.proof,
        names,
        isFirst: first.isFirst,
        because: first.because,
      })),
      nodes: this.nodes,
      edges: [...this.edges.values()],
    };
  }

  // What belongs to what

  private collect(list: Thing, reasons: readonly Reason[]): void {
    for (const reason of reasons) {
      if (this.parserOf(reason, list) !== undefined) continue;
      add(this.listReasons, keyOf(reason), list);
      this.collect(list, reason.because);
    }
  }

  /** The parser that a reason is about. */
  private parserOf(reason: Reason, asking: Thing): Thing | undefined {
    if (asking.kind === "parser") return undefined;
    const named =
      this.parserReasons.get(keyOf(reason)) ??
      (reason.kind.startsWith("parser-loaded")
        ? reason.because.map((behind) => this.parserReasons.get(keyOf(behind))).find((found) => found !== undefined)
        : undefined);
    if (named === undefined) return undefined;
    const formats =
      asking.format === undefined ? this.listsWith(asking).flatMap(({ format }) => format ?? []) : [asking.format];
    return named.find(({ format }) => format !== undefined && formats.includes(format)) ?? named[0];
  }

  /** The lists that a reason leads a program or a parser to. */
  private listsOf(reason: Reason, asking: Thing): readonly Thing[] {
    if (asking.kind === "list") return [];
    const named = this.listReasons.get(keyOf(reason)) ?? [];
    const having = this.listsWith(asking);
    const both = named.filter((list) => having.includes(list));
    return both.length > 0 ? both : named.slice(0, 1);
  }

  private listsWith(thing: Thing): readonly Thing[] {
    const { file } = thing;
    if (file === undefined) return [];
    const known = this.having.get(thing);
    if (known !== undefined) return known;
    const having = this.lists.filter(({ list }) => list !== undefined && hasDigest(list.list, file));
    this.having.set(thing, having);
    return having;
  }

  /** The lists that a program is proved by, as far as the description tells. */
  private usedBy(thing: Thing): readonly Thing[] {
    if (thing.kind !== "program" || thing.state !== "yes") return [];
    return this.listsWith(thing).filter(({ state }) => state === "yes");
  }

  /** Whether reasons lead to other things. */
  private leadsOn(reasons: readonly Reason[], thing: Thing): boolean {
    return reasons.some((reason) => this.targetsOf(reason, thing).length > 0 || this.leadsOn(reason.because, thing));
  }

  /** What a reason of a thing leads to; a program comes to a parser by its lists. */
  private targetsOf(reason: Reason, asking: Thing): readonly Thing[] {
    const parser = this.parserOf(reason, asking);
    if (parser !== undefined) {
      const lists = this.listsWith(asking).filter(
        ({ format, state }) => format === parser.format && (state === "no" || state === "depends"),
      );
      return lists.length > 0 ? lists : [parser];
    }
    return this.listsOf(reason, asking);
  }

  // Boxes

  /** Things that are alike become one box. */
  private group(things: readonly Thing[]): void {
    const alike = new Map<string, Group>();
    const shared = new Map<State, NodeDraft>();
    for (const thing of things) {
      const names = new Set([thing.name, thing.file?.name ?? thing.name]);
      const key = JSON.stringify([
        (thing.kind === "parser" && thing.state !== "not-needed") || thing.isFirst ? thing.name : "",
        thing.state,
        thing.status,
        thing.state === "yes" ? thing.format : "",
        thing.because.map((reason) => this.signature(reason, thing, names)),
        this.usedBy(thing).map((list) => this.nodeOf.get(list)?.id),
      ]);
      const known = alike.get(key);
      if (known !== undefined) {
        known.names.push(thing.name);
        if (known.names !== known.node.names) known.node.names.push(thing.name);
        this.nodeOf.set(thing, known.node);
        continue;
      }
      let node = alike.size < mostBoxes ? undefined : shared.get(thing.state);
      const names2 = [thing.name];
      if (node === undefined) {
        node = this.addNode(thing.kind, thing.state, thing.name);
        node.status = thing.status;
        node.names = names2;
        if (alike.size >= mostBoxes) {
          node.names = [...names2];
          shared.set(thing.state, node);
        }
      } else node.names.push(thing.name);
      const group: Group = { first: thing, names: names2, node };
      this.nodeOf.set(thing, node);
      alike.set(key, group);
      this.groups.push(group);
    }
  }

  private addNode(kind: NodeKind, state: State, title: string): NodeDraft {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const node: NodeDraft = {
      id: `${this.prefix}-${kind}-${count}`,
      kind,
      state,
      isCause: false,
      title,
      names: [],
      status: undefined,
      code: undefined,
      captions: [],
      sentences: [],
    };
    this.nodes.push(node);
    return node;
  }

  /** What a reason says, whatever the thing is called that it is about. */
  private signature(reason: Reason, thing: Thing, names: ReadonlySet<string>): string {
    const targets = this.targetsOf(reason, thing);
    if (targets.length > 0) return JSON.stringify(targets.map((target) => this.nodeOf.get(target)?.id));
    return JSON.stringify([
      reason.kind,
      this.withoutNames(reason, thing, names),
      reason.rule?.path ?? reason.rule?.origin ?? "",
      reason.rule?.rule.index ?? "",
      reason.because.map((behind) => this.signature(behind, thing, names)),
    ]);
  }

  private withoutNames({ text }: Reason, thing: Thing, names: ReadonlySet<string>): string {
    const lists = this.listsWith(thing).map(({ name }) => name);
    return withoutNames(withoutNames(text, names, "it"), lists, "its list");
  }

  // Edges

  private explain(thing: Thing, node: NodeDraft): void {
    const names = new Set([thing.name, thing.file?.name ?? thing.name]);
    const captionFor = (reason: Reason) => captionOf(reason) ?? this.withoutNames(reason, thing, names);
    const visit = (reasons: readonly Reason[], parent: NodeDraft) => {
      for (const reason of reasons) {
        const targets = this.targetsOf(reason, thing);
        if (targets.length > 0) {
          for (const target of targets) {
            const to = this.nodeOf.get(target);
            if (to !== undefined && to !== parent) this.addEdge(parent, to, labelTo(parent, target), target.state);
          }
          continue;
        }
        // That the appraisal of a list counts is said by the appraisal.
        if (reason.kind === "list-verified" && reason.because.length > 0) {
          visit(reason.because, parent);
          continue;
        }
        // The rule of a box is told in it where the cause is further on.
        if (reason.rule !== undefined && parent === node && this.leadsOn(reason.because, thing)) {
          node.status = `${thing.status}: ${ruleLabel(reason, thing.state)} ${ruleTitle(reason.rule)}`;
          node.sentences.push(reason.text);
          node.code = printRule(reason.rule.rule.line);
          visit(reason.because, parent);
          continue;
        }
        if (reason.rule !== undefined) {
          const { rule } = reason.rule;
          const { node: ruleNode, isNew } = this.reasonNode("rule", reason, thing, names);
          if (isNew) {
            ruleNode.title = ruleTitle(reason.rule);
            ruleNode.code = printRule(rule.line);
            say(ruleNode, captionFor(reason), reason.text);
          }
          this.addEdge(parent, ruleNode, ruleLabel(reason, thing.state), thing.state);
          visit(reason.because, ruleNode);
          continue;
        }
        const isFailing = thing.state === "no" || thing.state === "depends";
        if (reason.because.length === 0 && parent === node && isFailing && node.code === undefined) {
          const kind = reason.assumed === undefined ? "fact" : "assumption";
          const { node: factNode, isNew } = this.reasonNode(kind, reason, thing, names);
          if (isNew) {
            factNode.title = captionFor(reason);
            factNode.sentences.push(reason.text);
          }
          this.addEdge(parent, factNode, "because", thing.state);
          continue;
        }
        if (saidByStatus.has(reason.kind)) parent.sentences.push(reason.text);
        else say(parent, captionFor(reason), reason.text, reason.assumed !== undefined);
        // How a parser was loaded before is told where it was.
        if (reason.kind !== "parser-loaded-before") visit(reason.because, parent);
      }
    };
    visit(thing.because, node);
  }

  private reasonNode(kind: NodeKind, reason: Reason, thing: Thing, names: ReadonlySet<string>) {
    // What is well is told by the rule alone.
    const said =
      thing.state === "yes" && reason.rule !== undefined
        ? JSON.stringify([reason.kind, reason.rule.path ?? reason.rule.origin, reason.rule.rule.index])
        : this.signature(reason, thing, names);
    const key = `${kind} ${thing.state} ${said}`;
    const known = this.reasons.get(key);
    if (known !== undefined) return { node: known, isNew: false };
    const node = this.addNode(kind, thing.state, "");
    this.reasons.set(key, node);
    return { node, isNew: true };
  }

  private addEdge(from: NodeDraft, to: NodeDraft, label: string, state: State): void {
    const key = `${from.id} ${to.id}`;
    if (!this.edges.has(key)) this.edges.set(key, { from: from.id, to: to.id, label, state });
  }

  /** What is used and well has few reasons; the description says what it uses. */
  private addPlainEdges(thing: Thing, node: NodeDraft): void {
    const edgesTo = (kind: NodeKind) =>
      [...this.edges.values()].some(({ from, to }) => from === node.id && to.startsWith(`${this.prefix}-${kind}-`));
    for (const list of this.usedBy(thing)) {
      const to = this.nodeOf.get(list);
      if (to !== undefined) this.addEdge(node, to, labelTo(node, list), "yes");
    }
    if (thing.kind === "list" && thing.state === "yes" && !edgesTo("parser"))
      for (const parser of this.parsers) {
        const to = this.nodeOf.get(parser);
        if (to !== undefined && parser.format === thing.format && parser.state === "yes")
          this.addEdge(node, to, labelTo(node, parser), "yes");
      }
  }
}

/** The words below the name say so. */
const saidByStatus: ReadonlySet<ReasonKind> = new Set([
  "runs",
  "parser-loads",
  "parser-loaded",
  "parser-built-in",
  "parser-loaded-before",
]);

const assumedMark = " (assumed)";

function say(node: NodeDraft, caption: string, sentence: string, isAssumed = false): void {
  const [plain, marked] = [caption, caption + assumedMark];
  if (!node.captions.includes(plain) && !node.captions.includes(marked)) node.captions.push(isAssumed ? marked : plain);
  if (!node.sentences.includes(sentence)) node.sentences.push(sentence);
}

const isReason = (kind: NodeKind) => kind === "rule" || kind === "fact" || kind === "assumption";

function labelTo({ kind }: Pick<BootNode, "kind">, target: Thing): string {
  if (target.kind === "parser") return kind === "list" ? "read by" : "needs";
  return kind === "rule" ? "needs" : "listed in";
}

function ruleLabel({ kind }: Reason, state: State): string {
  if (kind === "exempt") return "exempt by";
  if (kind === "list-measured") return "measured by";
  if (state === "yes") return kind === "not-enforced" ? "looked at by" : "accepted by";
  return state === "depends" ? "depends on" : "refused by";
}

function add(map: Map<string, Thing[]>, key: string, thing: Thing): void {
  const things = map.get(key);
  if (things === undefined) map.set(key, [thing]);
  else if (!things.includes(thing)) things.push(thing);
}

function keyOf({ kind, text }: Reason): string {
  return `${kind} ${text}`;
}

/** Names as whole words. */
function withoutNames(text: string, names: Iterable<string>, instead: string): string {
  let result = text;
  for (const name of names) {
    if (name === "") continue;
    const pieces = result.split(name);
    result = pieces.reduce((before, after) =>
      /[\w/.-]$/.test(before) || /^[\w/-]/.test(after) ? before + name + after : before + instead + after,
    );
  }
  return result;
}

/** Whether a list is said to have the digest of a file, or taken to have it. */
function hasDigest(list: DigestList, file: UsedFile): boolean {
  if (file.lists !== undefined) return file.lists.value.includes(list.name);
  if (list.files !== undefined) return list.files.value.includes(file.path);
  return file.isAssumed;
}

const states: Readonly<Record<Truth, State>> = { yes: "yes", no: "no", depends: "depends" };

function policyThing(name: string, { value, because }: Answer): Thing {
  return {
    kind: "policy",
    name,
    state: states[value],
    status: { yes: "is loaded", no: "cannot be loaded", depends: "depends" }[value],
    proof: undefined,
    because,
    isFirst: false,
  };
}

function parserThing({ parser, needed, available, proof }: ParserResult): Thing {
  const { value, because } = available;
  return {
    kind: "parser",
    name: parser.format,
    state: needed ? states[value] : "not-needed",
    status: !needed
      ? "not needed"
      : {
          yes: proof === "builtin" ? "is built in" : proof === "loaded-before" ? "is loaded" : "can be loaded",
          no: "cannot be loaded",
          depends: "depends",
        }[value],
    proof: needed && value === "yes" ? proofWords[proof] : undefined,
    because: needed ? because : [],
    format: parser.format,
    isFirst: false,
  };
}

function listThing(result: ListResult): Thing {
  const { list, needed, usable } = result;
  const format = readListName(list.name)?.format;
  const uses = result.for.map((use) => (use === "appraise" ? "to prove files" : "to leave out measurements"));
  return {
    kind: "list",
    name: list.name,
    state: needed ? states[usable.value] : "not-needed",
    status: !needed ? "not needed" : { yes: "can be used", no: "cannot be used", depends: "depends" }[usable.value],
    proof: needed && uses.length > 0 ? `counts ${uses.join(" and ")}` : undefined,
    because: needed ? usable.because : [],
    ...(format === undefined ? {} : { format }),
    list: result,
    isFirst: false,
  };
}

function programThing({ name, file, isFirst, runs }: ProgramResult): Thing {
  const verb = file.isModule ? ["can be loaded", "cannot be loaded"] : ["can be used", "cannot be used"];
  const [works, fails] = isFirst ? ["runs", "does not run"] : verb;
  return {
    kind: "program",
    name: isFirst ? file.path : name,
    state: states[runs.value],
    status: { yes: works ?? "", no: fails ?? "", depends: "depends" }[runs.value],
    proof: undefined,
    because: runs.because,
    file,
    isFirst,
  };
}

/** What a box is called. */
export function kindWords({ kind, names }: Pick<BootNode, "kind" | "names">, isFirst = false): string {
  const words: Readonly<Record<NodeKind, string>> = {
    policy: "policy",
    program: isFirst ? "first program" : "file",
    list: "digest list",
    parser: "parser",
    rule: "rule",
    fact: "fact",
    assumption: "assumption",
  };
  return names.length > 1 ? counted(names.length, words[kind]) : words[kind];
}
