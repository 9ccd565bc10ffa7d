/** A boot as a drawing: phases from top to bottom, and in each what needs what from left to right. */

import type { BootAnalysis, BootDescription, PhaseResult } from "../boot/index.js";
import { type BootNode, bootGraph, type PhaseGraph } from "./boot-graph.js";
import {
  type Box,
  type Layout,
  labelFont,
  layoutOf,
  type Point,
  padding,
  stackDepth,
  type Wire,
} from "./boot-layout.js";
import {
  filesSentence,
  phaseVerdict,
  rulesSentence,
  type State,
  stateOfVerdict,
  verdictSentence,
  verdictWords,
} from "./boot-words.js";
import { markup } from "./markup.js";
import { type Font, shortened, textWidth, wrapped } from "./text-width.js";

/** Colours of drawings and of pages. */
export const colors = `
  --paper: #ffffff; --panel: #f6f8fa; --box: #ffffff; --ink: #1f2328; --dim: #57606a; --line: #c8d0d9; --link: #0757ba;
  --yes: #17752f; --no: #c01c28; --depends: #8f5d00; --not-needed: #68727d; --no-fill: #fff1f0; --depends-fill: #fff8e3;
`;
export const darkColors = `
  --paper: #0d1117; --panel: #151b23; --box: #0d1117; --ink: #eef3f8; --dim: #a2acb7; --line: #3b444e; --link: #6cb2ff;
  --yes: #46c35f; --no: #ff8078; --depends: #e0ab3c; --not-needed: #8f99a5; --no-fill: #2c1416; --depends-fill: #2a2110;
`;

/** Lines of what is only so if something asks. */
const tried = "6 5";
const stroke = (state: State, rest: string) => `.boot .${state} { --state: var(--${state}); } ${rest}`;

/** Shape, line and sign tell the states apart as well as colours do. */
export const drawingStyle = `
  .boot text { fill: var(--ink); font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; white-space: pre; }
  .boot .panel { fill: var(--panel); stroke: var(--line); }
  .boot .phase { font-size: 19px; font-weight: 650; }
  .boot .about { font-size: 12.5px; fill: var(--dim); }
  .boot .box { fill: var(--box); stroke: var(--state); stroke-width: 1.4; }
  .boot .bar { fill: var(--state); }
  .boot .wire { fill: none; stroke: var(--state); stroke-width: 1.4; }
  .boot .tip { fill: var(--state); }
  ${stroke("yes", "")}
  ${stroke("no", ".boot .no .box { stroke-width: 2.6; fill: var(--no-fill); } .boot .no .wire { stroke-width: 2.6; stroke-dasharray: 9 4; }")}
  ${stroke("depends", ".boot .depends .box { stroke-width: 2; stroke-dasharray: 10 3 2 3; fill: var(--depends-fill); } .boot .depends .wire { stroke-width: 2; stroke-dasharray: 10 3 2 3; }")}
  ${stroke("not-needed", ".boot .not-needed .box { stroke-dasharray: 2 3; } .boot .not-needed .wire { stroke-dasharray: 2 3; }")}
  .boot .tried .box, .boot .tried .wire { stroke-dasharray: ${tried}; }
  .boot .kind { font-size: 10.5px; fill: var(--dim); letter-spacing: 0.02em; }
  .boot .cause .kind { fill: var(--state); font-weight: 700; }
  .boot .name, .boot .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; }
  .boot .name { font-size: 13px; font-weight: 650; }
  .boot .more, .boot .caption { font-size: 11.5px; }
  .boot .more, .boot .code { fill: var(--dim); }
  .boot .code { font-size: 11px; }
  .boot .status { font-size: 12.5px; fill: var(--state); font-weight: 650; }
  .boot .label { font-size: ${labelFont.size}px; fill: var(--state); text-anchor: middle; paint-order: stroke; stroke: var(--panel); stroke-width: 5px; stroke-linejoin: round; }
  .boot .sign { fill: none; stroke: var(--paper); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .boot .disc { fill: var(--state); }
  .boot .verdict { font-size: 14px; font-weight: 650; fill: var(--state); }
  .boot .time { stroke: var(--state); stroke-width: 4; }
  .boot .no .time, .boot .depends .time { stroke-dasharray: 5 5; }
  .boot .number { font-size: 14px; font-weight: 700; fill: var(--paper); text-anchor: middle; }
  .boot .heading { font-size: 22px; font-weight: 650; }
`;

const aboutFont: Font = { size: 12.5, mono: false };
const timeAt = 24;
const panelLeft = 52;
const gap = 16;
const leastWidth = 860;

const round = (value: number) => Math.round(value * 10) / 10;

const signs: Readonly<Record<State, string>> = {
  yes: "M-3.6 0.2 L-1.2 2.8 L3.6 -2.6",
  no: "M-3 -3 L3 3 M3 -3 L-3 3",
  depends: "M-2.2 -2 C-2.2 -4.6 2.4 -4.6 2.2 -1.9 C2.1 -0.6 0 -0.4 0 1 M0 3.6 L0 3.7",
  "not-needed": "M-3 0 L3 0",
};

/** A sign with a shape of its own for each state. */
function sign(state: State, x: number, y: number): string {
  const shape =
    state === "no"
      ? '<path class="disc" d="M-3.4 -8 L3.4 -8 L8 -3.4 L8 3.4 L3.4 8 L-3.4 8 L-8 3.4 L-8 -3.4 Z"/>'
      : state === "depends"
        ? '<path class="disc" d="M0 -9 L9 0 L0 9 L-9 0 Z"/>'
        : '<circle class="disc" r="7.6"/>';
  return `<g transform="translate(${round(x)} ${round(y)})">${shape}<path class="sign" d="${signs[state]}"/></g>`;
}

function text(role: string, x: number, y: number, words: string): string {
  return `<text class="${role}" x="${round(x)}" y="${round(y)}">${markup(words)}</text>`;
}

/** The whole of what a box stands for, for a pointer at rest and for readers. */
function titleOf({ node }: Box): string {
  const names = node.names.length > 1 ? node.names : [node.title];
  return [
    `${node.kind} ${names.slice(0, mostNames).join(", ")}${names.length > mostNames ? ` and ${names.length - mostNames} more` : ""}`,
    ...(node.status === undefined ? [] : [node.status]),
    ...(node.code === undefined ? [] : [node.code]),
    ...node.sentences,
  ].join("; ");
}
const mostNames = 50;

/** Where a box stands in a page. */
export const drawnId = (node: string) => `drawn-${node}`;

type Link = (node: BootNode) => string;

function drawBox(box: Box, link: Link | undefined): string {
  const { node, left, top, width, height, lines } = box;
  const corner = node.state === "no" || node.state === "depends" ? 2 : 7;
  const rect = (offset: number) =>
    `<rect class="box" x="${round(left + offset)}" y="${round(top + offset)}" width="${round(width)}" height="${round(height)}" rx="${corner}"/>`;
  const stack = node.names.length > 1 ? rect(2 * stackDepth) + rect(stackDepth) : "";
  const isReason = node.kind === "rule" || node.kind === "fact" || node.kind === "assumption";
  const bar = isReason
    ? `<rect class="bar" x="${round(left)}" y="${round(top)}" width="5" height="${round(height)}" rx="2"/>`
    : "";
  const content = [
    `<title>${markup(titleOf(box))}</title>`,
    stack,
    rect(0),
    bar,
    ...lines.map((line) => text(line.role, left + padding, top + line.y, line.text)),
    sign(node.state, left + width - 14, top + 15),
  ].join("");
  const classes = `${node.state}${node.causes.length > 0 ? " cause" : ""}${node.isTried ? " tried" : ""}`;
  const target = link?.(node);
  return target === undefined
    ? `<g class="${classes}">${content}</g>`
    : `<a class="${classes}" id="${drawnId(node.id)}" href="${markup(target)}">${content}</a>`;
}

function path(points: readonly Point[]): string {
  const [start, ...others] = points;
  if (start === undefined) return "";
  let at = start;
  let drawn = `M${round(start.x)} ${round(start.y)}`;
  for (const point of others) {
    const middle = round((at.x + point.x) / 2);
    drawn +=
      at.y === point.y
        ? ` L${round(point.x)} ${round(point.y)}`
        : ` C${middle} ${round(at.y)} ${middle} ${round(point.y)} ${round(point.x)} ${round(point.y)}`;
    at = point;
  }
  return drawn;
}

const tipLength = 8;

function drawWire({ edge, points }: Wire): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (end === undefined || before === undefined) return "";
  const back = end.x >= before.x ? -tipLength : tipLength;
  const line = path([...points.slice(0, -1), { x: end.x + back * 0.8, y: end.y }]);
  const [x, y] = [round(end.x), round(end.y)];
  return `<g class="${edge.state}${edge.isTried ? " tried" : ""}"><path class="wire" d="${line}"/><path class="tip" d="M${x} ${y} l${back} -4.5 l0 9 Z"/></g>`;
}

interface Panel {
  readonly graph: PhaseGraph;
  readonly layout: Layout;
  readonly width: number;
}

function panelsOf(analysis: BootAnalysis): { panels: Panel[]; width: number } {
  const panels = bootGraph(analysis).map((graph) => {
    const layout = layoutOf(graph);
    return { graph, layout, width: panelLeft + layout.width + 2 * gap };
  });
  return { panels, width: Math.max(leastWidth, ...panels.map(({ width }) => width)) };
}

const resultsBefore = (panels: readonly Panel[], at: number) => panels.slice(0, at).map(({ graph }) => graph.result);

interface Drawn {
  readonly content: string;
  readonly height: number;
}

function drawPanel(
  { graph, layout }: Panel,
  width: number,
  number: number,
  isLast: boolean,
  before: readonly PhaseResult[],
  description: BootDescription,
  link: Link | undefined,
): Drawn {
  const { result } = graph;
  const state = stateOfVerdict[result.verdict];
  const inner = width - panelLeft - 2 * gap;
  const x = panelLeft + gap;
  const about = [rulesSentence(result), filesSentence(result, description)].flatMap((sentence) =>
    wrapped(sentence, inner, aboutFont, 3),
  );
  const graphTop = 52 + about.length * 18 + 10;
  const height = graphTop + layout.height + (layout.height === 0 ? 0 : gap);
  const name = shortened(result.phase.name, 40);
  const nameWidth = textWidth(name, { size: 20.5, mono: false });
  const verdict = phaseVerdict(result, before);
  const last = before.at(-1);
  const labels = layout.wires.map(
    ({ edge, label }) => `<g class="${edge.state}">${text("label", label.x, label.y + 4, edge.label)}</g>`,
  );
  const content = [
    last === undefined
      ? ""
      : `<g class="${stateOfVerdict[last.verdict]}"><path class="time" d="M${timeAt} 0 L${timeAt} 12"/></g>`,
    `<g class="${state}">`,
    isLast ? "" : `<path class="time" d="M${timeAt} 40 L${timeAt} ${height + gap}"/>`,
    state === "no"
      ? `<rect class="disc" x="${timeAt - 14}" y="12" width="28" height="28" rx="3"/>`
      : `<circle class="disc" cx="${timeAt}" cy="26" r="14"/>`,
    text("number", timeAt, 31, String(number)),
    `<rect class="panel" x="${panelLeft}" y="0.5" width="${round(width - panelLeft - 1)}" height="${round(height - 1)}" rx="10"/>`,
    text("phase", x, 33, name),
    sign(state, x + nameWidth + 24, 27),
    text("verdict", x + nameWidth + 40, 32, verdict),
    ...about.map((line, at) => text("about", x, 55 + at * 18, line)),
    "</g>",
    `<g transform="translate(${x} ${graphTop})">`,
    ...layout.wires.map(drawWire),
    ...inReadingOrder(layout.boxes).map((box) => drawBox(box, link)),
    ...labels,
    "</g>",
  ];
  return { content: content.join("\n"), height };
}

/** Column by column, each from its top. */
function inReadingOrder(boxes: readonly Box[]): Box[] {
  return [...boxes].sort((a, b) => a.left - b.left || a.top - b.top);
}

/** All of the drawing in words, for those who do not see it. */
function descriptionOf(analysis: BootAnalysis): string {
  return [
    verdictSentence(analysis),
    ...analysis.phases.map(
      (result) => `Phase ${result.phase.name}: the boot ${verdictWords[result.verdict]}. ${rulesSentence(result)}`,
    ),
  ].join(" ");
}

export const legend: readonly (readonly [State, string])[] = [
  ["yes", "works (dashed: only if something asks for it)"],
  ["no", "fails: thick dashed lines lead to the cause"],
  ["depends", "depends on what is not said"],
  ["not-needed", "not used"],
];

/** One phase for each, as parts of a page that has the styles. */
export function bootPanels(analysis: BootAnalysis, link: Link): string[] {
  const { panels, width } = panelsOf(analysis);
  return panels.map((panel, at) => {
    const isLast = at === panels.length - 1;
    const { content, height } = drawPanel(
      panel,
      width,
      at + 1,
      isLast,
      resultsBefore(panels, at),
      analysis.description,
      link,
    );
    const whole = height + (isLast ? 1 : gap);
    const label = markup(`Phase ${panel.graph.result.phase.name}: what needs what`);
    return `<svg class="boot${whole > width ? " tall" : ""}" role="group" aria-label="${label}" xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(whole)}" viewBox="0 0 ${round(width)} ${round(whole)}">${content}</svg>`;
  });
}

export function bootSvg(analysis: BootAnalysis): string {
  const { panels, width } = panelsOf(analysis);
  const { description, verdict } = analysis;
  const margin = 20;
  let y = margin;
  const parts: string[] = [];
  const state = stateOfVerdict[verdict];
  const title = `Boot of ${description.path}, Linux ${description.kernel.version}`;
  parts.push(text("heading", margin, y + 24, shortened(title, 80)));
  parts.push(
    `<g class="${state}">${sign(state, margin + 9, y + 47)}${text("verdict", margin + 26, y + 52, verdictSentence(analysis))}</g>`,
  );
  y += 76;
  panels.forEach((panel, at) => {
    const isLast = at === panels.length - 1;
    const { content, height } = drawPanel(
      panel,
      width,
      at + 1,
      isLast,
      resultsBefore(panels, at),
      description,
      undefined,
    );
    parts.push(`<g transform="translate(${margin} ${round(y)})">${content}</g>`);
    y += height + gap;
  });
  let x = margin + panelLeft;
  for (const [kind, words] of legend) {
    parts.push(`<g class="${kind}">${sign(kind, x + 8, y + 10)}${text("about", x + 24, y + 14, words)}</g>`);
    x += textWidth(words, aboutFont) + 52;
  }
  y += 24 + margin;
  const whole = round(width + 2 * margin);
  return [
    `<svg class="boot" role="img" aria-labelledby="boot-title boot-desc" xmlns="http://www.w3.org/2000/svg" xml:lang="en" width="${whole}" height="${round(y)}" viewBox="0 0 ${whole} ${round(y)}">`,
    `<title id="boot-title">${markup(title)}</title>`,
    `<desc id="boot-desc">${markup(descriptionOf(analysis))}</desc>`,
    `<style>`,
    `.boot {${colors}}`,
    `@media screen and (prefers-color-scheme: dark) { .boot {${darkColors}} }`,
    drawingStyle,
    "</style>",
    `<rect width="100%" height="100%" fill="var(--paper)"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}
