/** A boot as one page that needs nothing else: the drawing, then all of it in words. */

import {
  type BootAnalysis,
  type BootDescription,
  failuresOf,
  type Place,
  placeOfReason,
  type Reason,
  type Subject,
} from "../boot/index.js";
import { type BootGroup, type BootNode, bootGraph, kindWords, type PhaseGraph, statusWords } from "./boot-graph.js";
import { bootPanels, colors, darkColors, drawingStyle, drawnId, legend } from "./boot-svg.js";
import {
  causeText,
  counted,
  failureTitles,
  filesSentence,
  phaseVerdict,
  rulesSentence,
  ruleTitle,
  type State,
  stateOfVerdict,
  verdictSentence,
} from "./boot-words.js";
import { markup } from "./markup.js";

const style = `
  :root { color-scheme: light dark; ${colors} }
  @media screen and (prefers-color-scheme: dark) { :root { ${darkColors} } }
  * { box-sizing: border-box; }
  body { margin: 0 auto; max-width: 100rem; padding: 1.5rem clamp(1rem, 3vw, 3rem) 3rem; background: var(--paper); color: var(--ink);
    font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
  h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.5rem 0; overflow-wrap: anywhere; }
  h2 { font-size: 1.35rem; margin: 2.5rem 0 0.5rem; padding-top: 1rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
  h3 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
  p { max-width: 75ch; margin: 0.4rem 0; }
  a { color: var(--link); }
  code { font: 0.875em ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
  :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
  .skip { position: absolute; left: -100rem; }
  .skip:focus { left: 1rem; top: 0.5rem; padding: 0.5rem 1rem; background: var(--paper); border: 1px solid var(--line); z-index: 1; }
  .verdict-line { font-size: 1.2rem; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  summary { position: relative; }
  .dim { color: var(--dim); }
  .is-yes { color: var(--yes); } .is-no { color: var(--no); } .is-depends { color: var(--depends); } .is-not-needed { color: var(--not-needed); }
  .state { font-weight: 650; }
  .state::before { display: inline-block; min-width: 1.3em; }
  .is-yes.state::before { content: "\\2713"; } .is-no.state::before { content: "\\2717"; }
  .is-depends.state::before { content: "?"; } .is-not-needed.state::before { content: "\\2013"; }
  nav ol { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0; margin: 0.75rem 0; list-style: none; }
  .drawing { margin: 1rem 0; overflow-x: auto; }
  .drawing svg { display: block; width: 100%; min-width: 62rem; height: auto; }
  .boot a:focus-visible { outline: none; }
  .boot a:focus-visible .box, .boot a:target .box, .boot a:hover .box { stroke: var(--link); stroke-width: 4; stroke-dasharray: none; }
  .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0; list-style: none; font-size: 0.9rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-size: 0.925rem; }
  caption { text-align: left; font-weight: 650; padding: 0.5rem 0; }
  th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--line); }
  thead th { background: var(--panel); }
  tbody th { font-weight: 400; }
  tr:target > * { background: var(--panel); }
  tr:target > :first-child { box-shadow: inset 4px 0 0 var(--link); }
  tr.is-fail > :first-child { border-left: 4px solid var(--no); }
  tr.is-open > :first-child { border-left: 4px dashed var(--depends); }
  .names { margin: 0; padding: 0; list-style: none; columns: 16rem auto; max-height: none; }
  td.why { min-width: 22rem; }
  td.named { min-width: 15rem; }
  td .state { display: block; min-width: 9rem; padding-left: 1.3em; text-indent: -1.3em; }
  td .state::before { text-indent: 0; }
  td.to { min-width: 10rem; }
  .causes > ol, .causes > details > ol { padding-left: 1.5rem; }
  .causes > ol > li, .causes > details > ol > li { margin: 0.75rem 0; max-width: 90ch; }
  .causes p { margin: 0.2rem 0 0; }
  .causes :target { background: var(--panel); box-shadow: -0.5rem 0 0 var(--panel); }
  summary { cursor: pointer; color: var(--link); }
  .why ul { margin: 0.25rem 0; padding-left: 1.25rem; }
  .why > details > ul ul { border-left: 2px solid var(--line); }
  .place { color: var(--dim); white-space: nowrap; }
  .place::before { content: "\\2190\\00a0"; }
  footer { margin-top: 3rem; color: var(--dim); font-size: 0.875rem; }
  @media screen and (max-width: 48rem) {
    .things thead { position: absolute; left: -100rem; }
    .things tr, .things th, .things td { display: block; border: 0; padding: 0.15rem 0.75rem; }
    .things tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
    .things, .things tbody { display: block; }
    td.why, td.named, td.to { min-width: 0; }
    .place { white-space: normal; overflow-wrap: anywhere; }
    .names { columns: auto; }
  }
  @media print {
    @page { margin: 12mm; }
    @page wide { size: landscape; }
    @page tall { size: portrait; }
    header, .causes, .legend, .drawing svg { page: wide; }
    .drawing svg.tall { page: tall; }
    body { max-width: none; padding: 0; font-size: 9.5pt; }
    .skip, nav { display: none; }
    .drawing, .scroll { overflow: visible; }
    .drawing svg { min-width: 0; max-height: 165mm; break-inside: avoid; }
    .drawing svg.tall { max-height: 240mm; }
    footer { margin-top: 1rem; break-before: avoid; }
    h2, h3, caption { break-after: avoid; }
    p, li { orphans: 3; widows: 3; }
    td.why { min-width: 0; }
    td.named { min-width: 11rem; }
    .place { white-space: normal; }
    details::details-content { content-visibility: visible; block-size: auto; height: auto; }
    details > summary { list-style: none; color: inherit; }
  }
`;

/** A place as markup: for people, such as "digest-cache.conf:12", and where there is something to be opened, as a link. */
type PlaceMarkup = (place: Place) => string;

const stateWords = (state: State, words: string) => `<span class="state is-${state}">${markup(words)}</span>`;
const code = (text: string) => `<code><bdi>${markup(text)}</bdi></code>`;

/** Steps of an explanation, each with what it rests on below it. */
function chain(reasons: readonly Reason[], placeMarkup: PlaceMarkup): string {
  const seen = new Set<string>();
  const items = reasons.flatMap((reason) => {
    const key = `${reason.kind} ${reason.text}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const { rule, place, assumed, because } = reason;
    const where = place !== undefined ? placeMarkup(place) : placeOfRule(rule, placeMarkup);
    return [
      "<li>",
      markup(sentence(reason.text)),
      where === undefined ? "" : ` <span class="place">${where}</span>`,
      assumed === undefined
        ? ""
        : ` <span class="dim">Taken for granted; to say otherwise: ${code(assumed.change)}</span>`,
      because.length === 0 ? "" : chain(because, placeMarkup),
      "</li>",
    ];
  });
  return items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
}

function placeOfRule(rule: Reason["rule"], placeMarkup: PlaceMarkup): string | undefined {
  if (rule === undefined) return undefined;
  return rule.path === undefined ? markup(ruleTitle(rule)) : placeMarkup({ path: rule.path, span: rule.rule.span });
}

/** Begins with a capital unless it begins with a name. */
function sentence(text: string): string {
  return /^(?:a|an|all|the|there|this|that|no|nothing|line|user|files|modules|it)\b/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}

const isFailing = (state: State) => state === "no" || state === "depends";

function groupRow(group: BootGroup, id: string | undefined, placeMarkup: PlaceMarkup): string {
  const { kind, state, status, names, because, lacking, proof, isFirst } = group;
  const [first, ...others] = names;
  const list = `<ul class="names">${names.map((name) => `<li>${code(name)}</li>`).join("")}</ul>`;
  const steps = [
    chain(because, placeMarkup),
    ...lacking.map(
      ({ use, answer }) =>
        `<p>${answer.value === "no" ? "Not" : "Maybe not"} for ${markup(use)} rules:</p>${chain(answer.because, placeMarkup)}`,
    ),
  ].join("");
  const told = others.length === 0 ? "" : `<p class="dim">For ${code(first ?? "")}; it is the same for the others.</p>`;
  const why =
    steps === ""
      ? ""
      : `<details${isFailing(state) && kind !== "list" ? ' open=""' : ""}><summary>Why<span class="unseen"> ${markup(kindWords({ kind, names: [] }, isFirst))} ${markup(first ?? "")}</span></summary>${told}${steps}</details>`;
  const mark = state === "no" ? ' class="is-fail"' : state === "depends" ? ' class="is-open"' : "";
  return [
    `<tr${id === undefined ? "" : ` id="${id}"`}${mark}>`,
    `<th scope="row">${markup(kindWords({ kind, names }, isFirst))}</th>`,
    `<td class="named">${list}</td>`,
    `<td>${stateWords(state, status)}</td>`,
    `<td>${markup(proof ?? "")}</td>`,
    `<td class="why">${why}</td>`,
    "</tr>",
  ].join("");
}

const kindOrder: readonly BootGroup["kind"][] = ["policy", "program", "list", "parser"];

function phaseSection(
  graph: PhaseGraph,
  at: number,
  before: readonly PhaseGraph[],
  description: BootDescription,
  placeMarkup: PlaceMarkup,
): string {
  const { result, groups } = graph;
  const known = new Set<string>();
  const rows = kindOrder.flatMap((kind) =>
    groups
      .filter((group) => group.kind === kind)
      .map((group) => {
        const isNew = !known.has(group.node);
        known.add(group.node);
        return groupRow(group, isNew ? group.node : undefined, placeMarkup);
      }),
  );
  const verdict = phaseVerdict(
    result,
    before.map((earlier) => earlier.result),
  );
  const steps = result.steps.map(
    ({ step, result: answer, loadedBefore }, index) =>
      `<tr${answer.value === "no" ? ' class="is-fail"' : answer.value === "depends" ? ' class="is-open"' : ""}><th scope="row">${index + 1}</th><td>${markup(step.do)}</td><td class="to">${code(step.file?.name ?? step.parser ?? step.list ?? step.path ?? "")}</td><td>${markup(`user ${step.uid}`)}</td><td>${stateWords(answer.value, answer.value === "yes" ? (loadedBefore ? "was loaded before" : "is granted") : answer.value === "no" ? "is refused" : "depends")}</td><td class="why">${answer.because.length === 0 ? "" : `<details${isFailing(answer.value) ? ' open=""' : ""}><summary>Why<span class="unseen"> step ${index + 1}</span></summary>${chain(answer.because, placeMarkup)}</details>`}</td></tr>`,
  );
  return [
    `<section aria-labelledby="phase-${at + 1}">`,
    `<h2 id="phase-${at + 1}">${at + 1}. <bdi>${markup(result.phase.name)}</bdi></h2>`,
    `<p>${stateWords(stateOfVerdict[result.verdict], verdict)}</p>`,
    `<p>${markup(rulesSentence(result))} ${markup(filesSentence(result, description))}</p>`,
    `<div class="scroll" tabindex="0" role="region" aria-label="What phase ${at + 1} uses"><table class="things">`,
    `<thead><tr><th scope="col">What</th><th scope="col">Name</th><th scope="col">Result</th><th scope="col">Proof</th><th scope="col">Why</th></tr></thead>`,
    `<tbody>${rows.join("\n")}</tbody></table></div>`,
    steps.length === 0
      ? ""
      : `<h3>Steps</h3><div class="scroll" tabindex="0" role="region" aria-label="Steps of phase ${at + 1}"><table class="things"><thead><tr><th scope="col">Step</th><th scope="col">What happens</th><th scope="col">To</th><th scope="col">By</th><th scope="col">Result</th><th scope="col">Why</th></tr></thead><tbody>${steps.join("\n")}</tbody></table></div>`,
    "</section>",
  ].join("\n");
}

function assumptionsSection({ assumptions }: BootAnalysis): string {
  if (assumptions.length === 0) return "";
  const rows = assumptions.map(
    ({ text, change }) => `<tr><td>${markup(sentence(text))}.</td><td>${code(change)}</td></tr>`,
  );
  return `<section aria-labelledby="assumptions"><h2 id="assumptions">Taken for granted</h2><p>The description does not say this. A line like the one beside it does.</p><div class="scroll" tabindex="0" role="region" aria-label="Assumptions"><table><thead><tr><th scope="col">Taken for granted</th><th scope="col">To say otherwise in digest-cache.conf</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div></section>`;
}

function measurementsSection({ phases }: BootAnalysis): string {
  const rows = phases.flatMap(({ phase, measurements }) =>
    measurements.map(
      ({ pcr, path }) => `<tr><td><bdi>${markup(phase.name)}</bdi></td><td>${pcr}</td><td>${code(path)}</td></tr>`,
    ),
  );
  if (rows.length === 0) return "";
  return `<section aria-labelledby="measurements"><h2 id="measurements">Measured for certain</h2><div class="scroll" tabindex="0" role="region" aria-label="Measurements"><table><thead><tr><th scope="col">Phase</th><th scope="col">PCR</th><th scope="col">File</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div></section>`;
}

function doubtsSection({ description }: BootAnalysis, placeMarkup: PlaceMarkup): string {
  const { contradictions, faults } = description;
  const items = contradictions.map(
    ({ what, used, passedOver }) =>
      `<li>Two sources differ about ${markup(what)}: ${markup(used.says)} <span class="place">${placeMarkup(used)}</span> counts, ${markup(passedOver.says)} <span class="place">${placeMarkup(passedOver)}</span> is passed over.</li>`,
  );
  if (items.length === 0 && faults.length === 0) return "";
  return `<section class="why" aria-labelledby="doubts"><h2 id="doubts">Doubtful in the description</h2>${items.length === 0 ? "" : `<ul>${items.join("")}</ul>`}${chain(faults, placeMarkup)}</section>`;
}

/** Where in the page a box leads: to its row or its cause, or to the row of what it is a reason for. */
function linksOf(graphs: readonly PhaseGraph[]): (node: BootNode) => string {
  const rows = new Map<string, string>();
  for (const { groups, edges } of graphs) {
    for (const { node } of groups) rows.set(node, node);
    for (const { from, to } of edges) {
      const row = rows.get(from);
      if (row !== undefined && !rows.has(to)) rows.set(to, row);
    }
  }
  return ({ id, causes: [cause] }) => `#${cause === undefined ? (rows.get(id) ?? "boot") : causeId(cause)}`;
}

const causeId = (number: number) => `cause-${number}`;

/** Causes that are shown at once, and names of what fails because of one. */
const mostCauses = 6;
const mostNames = 3;

/** What is wrong, before all else: most readers want no more. */
function causesSection(analysis: BootAnalysis, graphs: readonly PhaseGraph[], placeMarkup: PlaceMarkup): string {
  const failures = failuresOf(analysis);
  if (failures.length === 0) return "";
  const items = failures.map((failure, at) => {
    const { kind, value, reason, place, subjects } = failure;
    const where = placeOfReason(reason, analysis.description) ?? place;
    const drawn = graphs.flatMap(({ nodes, result }) => {
      const node = nodes.find(({ causes }) => causes.includes(at + 1));
      return node === undefined ? [] : [{ node, phase: result.phase.name }];
    });
    // What is the same in several phases is said once, with links into the first.
    const effects = new Map<string, { readonly told: string; readonly phases: string[] }>();
    for (const graph of graphs) {
      const told = effectsIn(graph, subjects).join("; ");
      if (told === "") continue;
      const key = told.replace(/href="[^"]*"/g, "");
      const known = effects.get(key) ?? { told, phases: [] };
      effects.set(key, known);
      known.phases.push(`<bdi>${markup(graph.result.phase.name)}</bdi>`);
    }
    const effectItems = [...effects.values()].map(
      ({ told, phases }) => `<li>in phase ${phases.join(", ")}: ${told}</li>`,
    );
    const links = drawn.map(
      ({ node, phase }) =>
        `<a href="#${drawnId(node.id)}">${drawn.length > 1 ? `<bdi>${markup(phase)}</bdi>` : "Show it in the drawing"}</a>`,
    );
    return [
      `<li id="${causeId(at + 1)}">`,
      `<strong class="is-${value}">${value === "depends" ? "Possible cause: " : ""}${markup(failureTitles[kind])}.</strong> `,
      `${markup(sentence(causeText(failure)))} <span class="place">${placeMarkup(where)}</span>`,
      chain(reason.because, placeMarkup),
      effectItems.length === 0 ? "" : `<p>Because of it</p><ul>${effectItems.join("")}</ul>`,
      links.length === 0
        ? ""
        : `<p>${links.length === 1 ? links.join() : `In the drawing of phase ${links.join(", ")}`}</p>`,
      "</li>",
    ].join("");
  });
  const more = items.slice(mostCauses);
  return [
    '<section class="causes why" aria-labelledby="causes">',
    `<h2 id="causes">${failures.length === 1 ? "The cause" : "The causes"}</h2>`,
    `<ol>${items.slice(0, mostCauses).join("\n")}</ol>`,
    more.length === 0
      ? ""
      : `<details><summary>${counted(more.length, "more cause")}</summary><ol start="${mostCauses + 1}">${more.join("\n")}</ol></details>`,
    "</section>",
  ].join("\n");
}

const plurals: Readonly<Record<string, string>> = { "is ": "are ", "does ": "do ", "counts ": "count " };

/** What fails in a phase, by kind, with links to its rows. */
function effectsIn(graph: PhaseGraph, subjects: readonly Subject[]): string[] {
  const found = new Map<string, { readonly group: BootGroup; readonly names: Map<string, string> }>();
  for (const subject of subjects) {
    const node = graph.nodeOf(subject);
    const group = graph.groups.find((other) => other.node === node);
    if (node === undefined || group === undefined) continue;
    // A list that counts for something is told by what it does not count for.
    const status = group.state === "yes" ? group.status : statusWords[group.kind][subject.value];
    const key = `${group.kind} ${group.isFirst} ${status}`;
    const known = found.get(key) ?? { group: { ...group, status }, names: new Map<string, string>() };
    found.set(key, known);
    const [name = subject.name] = group.isFirst ? group.names : [subject.name];
    known.names.set(name, node);
  }
  return [...found.values()].map(({ group: { kind, isFirst, status }, names }) => {
    const what = kindWords({ kind, names: [...names.keys()] }, isFirst);
    const does = names.size === 1 ? status : status.replace(/^(?:is|does|counts) /, (verb) => plurals[verb] ?? verb);
    const [[, first = ""] = []] = names;
    const named =
      names.size > mostNames
        ? `<a href="#${first}">${markup(what)}</a>`
        : `${markup(what.replace(/^\d+ /, ""))} ${[...names].map(([name, node]) => `<a href="#${node}">${code(name)}</a>`).join(", ")}`;
    return `${named} ${markup(does)}`;
  });
}

/** A boot for a page of somebody else's. */
export interface BootBody {
  readonly title: string;
  readonly style: string;
  readonly body: string;
}

/** A place in a file that can be opened; line and column count from 1. */
export interface PlaceLink {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}

/** @param placeText a place for people, such as "digest-cache.conf:12" */
export function bootHtml(analysis: BootAnalysis, placeText: (place: Place) => string): string {
  const { title, style: ownStyle, body } = bootBody(analysis, placeText);
  return [
    "<!DOCTYPE html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    '<meta name="color-scheme" content="light dark"/>',
    `<title>${markup(title)}</title>`,
    `<style>${ownStyle}</style>`,
    "</head>",
    "<body>",
    body,
    "</body>",
    "</html>\n",
  ].join("\n");
}

/**
 * The same without the page around it.
 *
 * @param placeLink makes places links with data-uri, data-line and data-column
 * @param name of what describes the boot, for the heading
 */
export function bootBody(
  analysis: BootAnalysis,
  placeText: (place: Place) => string,
  placeLink: (place: Place) => PlaceLink | undefined = () => undefined,
  name: string = analysis.description.path,
): BootBody {
  const { description, verdict, phases, enforcing } = analysis;
  const graphs = bootGraph(analysis);
  const title = `Boot of ${name}`;
  const mode = enforcing ? "IMA enforces" : "IMA does not enforce";
  const placeMarkup: PlaceMarkup = (place) => {
    const text = markup(placeText(place));
    const link = placeLink(place);
    if (link === undefined) return text;
    return `<a href="#" data-uri="${markup(link.uri)}" data-line="${link.line}" data-column="${link.column}">${text}</a>`;
  };
  const body = [
    '<a class="skip" href="#details">Skip the drawing</a>',
    "<header>",
    `<h1><bdi>${markup(title)}</bdi></h1>`,
    `<p class="verdict-line">${stateWords(stateOfVerdict[verdict], verdictSentence(analysis))}</p>`,
    `<p class="dim">For Linux ${markup(description.kernel.version)}. ${mode}. ${counted(phases.length, "phase")}, ${counted(description.lists.length, "digest list")}, ${counted(description.parsers.size, "parser")}.</p>`,
    "</header>",
    '<nav aria-label="Phases"><ol>',
    ...phases.map(
      ({ phase, verdict: own }, at) =>
        `<li><a href="#phase-${at + 1}">${at + 1}. <bdi>${markup(phase.name)}</bdi></a> ${stateWords(stateOfVerdict[own], { boots: "goes on", stuck: "stops", depends: "depends" }[own])}</li>`,
    ),
    "</ol></nav>",
    "<main>",
    causesSection(analysis, graphs, placeMarkup),
    '<section aria-label="The boot, drawn" id="boot">',
    `<ul class="legend">${legend.map(([state, words]) => `<li>${stateWords(state, words)}</li>`).join("")}</ul>`,
    '<div class="drawing" tabindex="0" role="region" aria-label="Drawing: phases from top to bottom, what needs what from left to right">',
    ...bootPanels(analysis, linksOf(graphs)),
    "</div>",
    "</section>",
    '<div id="details" tabindex="-1">',
    ...graphs.map((graph, at) => phaseSection(graph, at, graphs.slice(0, at), description, placeMarkup)),
    doubtsSection(analysis, placeMarkup),
    assumptionsSection(analysis),
    measurementsSection(analysis),
    "</div>",
    "</main>",
    "<footer>Made by imalint from a description; no kernel was asked.</footer>",
  ].join("\n");
  return { title, style: style + drawingStyle, body };
}
