/** Where the boxes of a phase are drawn: from left to right, each thing before what it needs. */

import * as dagre from "@dagrejs/dagre";
import { type BootEdge, type BootNode, kindWords, type PhaseGraph } from "./boot-graph.js";
import { causeNumbers } from "./boot-words.js";
import { type Font, shortened, textWidth, wrapped } from "./text-width.js";

export interface Line {
  readonly text: string;
  readonly role: "kind" | "name" | "more" | "status" | "code" | "caption";
  /** Of the line's base, from the top of the box. */
  readonly y: number;
}

export interface Box {
  readonly node: BootNode;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Wire {
  readonly edge: BootEdge;
  /** From the edge of a box to the edge of another. */
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly label: Point;
  readonly labelWidth: number;
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly width: number;
  readonly height: number;
}

export const boxWidth = 240;
export const padding = 12;
/** How far the boxes stand out that show that there are several. */
export const stackDepth = 5;
const inside = boxWidth - 2 * padding;
export const labelFont: Font = { size: 11, mono: false };

const styles: Readonly<Record<Line["role"], { readonly font: Font; readonly height: number }>> = {
  kind: { font: { size: 10.5, mono: false }, height: 15 },
  name: { font: { size: 13, mono: true }, height: 17 },
  more: { font: { size: 11.5, mono: false }, height: 15 },
  // Bold letters are wider.
  status: { font: { size: 13.8, mono: false }, height: 18 },
  code: { font: { size: 11, mono: true }, height: 14.5 },
  caption: { font: { size: 11.5, mono: false }, height: 15 },
};

const mostNameLines = 2;
const mostCodeLines = 5;
const mostCaptionLines = 4;
const mostCaptions = 7;

function linesOf(node: BootNode, isFirst: boolean): { lines: Line[]; height: number } {
  const lines: Line[] = [];
  let y = padding - 2;
  const put = (role: Line["role"], texts: readonly string[]) => {
    for (const text of texts) {
      y += styles[role].height;
      lines.push({ role, text, y: y - 3.5 });
    }
  };
  const putWrapped = (role: Line["role"], text: string, most: number) => {
    put(role, wrapped(text, inside, styles[role].font, most));
  };
  const kind = kindWords(node, isFirst);
  put("kind", [node.causes.length > 0 ? `${kind} · ${causeNumbers(node.causes)}` : kind]);
  if (node.kind === "fact" || node.kind === "assumption") putWrapped("caption", node.title, mostCaptionLines);
  else {
    const characters = Math.floor(inside / textWidth("x", styles.name.font));
    put(
      "name",
      wrapped(shortened(node.title, mostNameLines * characters - 4), inside, styles.name.font, mostNameLines),
    );
  }
  if (node.names.length > 1) put("more", [`and ${node.names.length - 1} more`]);
  if (node.status !== undefined) putWrapped("status", node.status, 3);
  if (node.code !== undefined) {
    y += 2;
    putWrapped("code", node.code, mostCodeLines);
    y += 2;
  }
  const left = node.captions.length - mostCaptions;
  for (const caption of node.captions.slice(0, mostCaptions)) putWrapped("caption", `– ${caption}`, mostCaptionLines);
  if (left > 0) put("more", [`and ${left} more`]);
  return { lines, height: Math.ceil(y + padding - 3) };
}

/** Lists, then parsers, stand below each other, behind what asks for them. */
const columns = ["list", "parser"];

/** Ranks by the longest way from the left. */
function rankInColumns(graph: dagre.graphlib.Graph, kinds: ReadonlyMap<string, string>): void {
  const least = new Map<string, number>();
  const rank = () => {
    const ranks = new Map<string, number>();
    const rankOf = (id: string): number => {
      const known = ranks.get(id);
      if (known !== undefined) return known;
      const before = (graph.inEdges(id) ?? []).map(
        (edge: { readonly v: string }) => rankOf(edge.v) + (graph.edge(edge).minlen ?? 1),
      );
      const value = Math.max(least.get(id) ?? 0, 0, ...before);
      ranks.set(id, value);
      return value;
    };
    for (const id of graph.nodes()) rankOf(id);
    return ranks;
  };
  let ranks = rank();
  for (const column of columns) {
    const members = graph.nodes().filter((id: string) => kinds.get(id) === column);
    const furthest = Math.max(...members.map((id: string) => ranks.get(id) ?? 0));
    for (const id of members) least.set(id, furthest);
    ranks = rank();
  }
  for (const [id, value] of ranks) graph.node(id).rank = value;
}

/** Boxes without edges, in rows above the others: how many stand in a row at least before another begins. */
const inRow = 4;
const cellWidth = boxWidth + 2 * stackDepth + 18;

export function layoutOf({ nodes, edges, groups }: PhaseGraph): Layout {
  const first = new Set(groups.filter(({ isFirst }) => isFirst).map(({ node }) => node));
  const contents = new Map(nodes.map((node) => [node.id, linesOf(node, first.has(node.id))]));
  const sizeOf = ({ id, names }: BootNode) => {
    const more = names.length > 1 ? 2 * stackDepth : 0;
    return { width: boxWidth + 2 * stackDepth, height: (contents.get(id)?.height ?? 0) + more };
  };
  const boxAt = (node: BootNode, left: number, top: number): Box => {
    const { lines, height } = contents.get(node.id) ?? { lines: [], height: 0 };
    return { node, left, top, width: boxWidth, height, lines };
  };
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const [alone, together] = [nodes.filter(({ id }) => !joined.has(id)), nodes.filter(({ id }) => joined.has(id))];
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const ranker = (graph: dagre.graphlib.Graph) => rankInColumns(graph, kinds);
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 18, edgesep: 14, ranksep: 80, ranker });
  for (const node of together) graph.setNode(node.id, sizeOf(node));
  for (const { from, to, label } of edges)
    graph.setEdge(from, to, { width: textWidth(label, labelFont) + 8, height: 16, labelpos: "c", minlen: 1 });
  if (together.length > 0) dagre.layout(graph);
  const { width = 0, height = 0 } = together.length > 0 ? graph.graph() : {};

  const perRow = Math.max(inRow, Math.floor((width + 18) / cellWidth));
  const boxes: Box[] = [];
  let below = 0;
  for (let at = 0; at < alone.length; at += perRow) {
    const row = alone.slice(at, at + perRow);
    for (const [column, node] of row.entries()) boxes.push(boxAt(node, column * cellWidth, below));
    below += Math.max(...row.map((node) => sizeOf(node).height)) + 24;
  }
  const shift = together.length > 0 ? below : 0;
  for (const node of together) {
    const { x, y, width, height } = graph.node(node.id);
    boxes.push(boxAt(node, x - width / 2, y - height / 2 + shift));
  }
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const ranges = columnRanges(boxes.filter(({ node }) => joined.has(node.id)));
  const edgeOf = ({ x }: Point, right: boolean) => {
    const range = ranges.find(([left, end]) => left <= x && x <= end);
    return range?.[right ? 1 : 0] ?? x;
  };
  const wires = edges.flatMap((edge): Wire[] => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const drawn = graph.edge(edge.from, edge.to);
    const { x, y, width } = drawn;
    const bends = drawn.points.map((point: Point) => ({ x: point.x, y: point.y + shift }));
    const forwards = from.left < to.left;
    const behind = from.node.names.length > 1 ? 2 * stackDepth : 0;
    const start = { x: forwards ? from.left + from.width + behind : from.left, y: from.top + from.height / 2 };
    const end = { x: forwards ? to.left : to.left + to.width, y: to.top + to.height / 2 };
    // Across a column of boxes, and behind its label, a wire keeps its height.
    const between = bends.slice(1, -1).flatMap((point: Point) => {
      const column =
        point.x === x
          ? ([x - width / 2, x + width / 2] as const)
          : ranges.find(([left, right]) => left < point.x && point.x < right);
      if (column === undefined) return [point];
      const [left, right] = forwards ? column : [column[1], column[0]];
      return [
        { x: left, y: point.y },
        { x: right, y: point.y },
      ];
    });
    // Boxes beside the two may stand out further than they do.
    const points = [
      start,
      { ...start, x: edgeOf(start, forwards) },
      ...between,
      { ...end, x: edgeOf(end, !forwards) },
      end,
    ];
    return [{ edge, points: points.filter(isNew), label: { x, y: y + shift }, labelWidth: width }];
  });
  return {
    boxes,
    wires,
    width: Math.ceil(Math.max(width, Math.min(alone.length, perRow) * cellWidth)),
    height: Math.ceil(together.length > 0 ? height + shift : Math.max(0, below - 24)),
  };
}

/** What columns of boxes fill from left to right. */
function columnRanges(boxes: readonly Box[]): (readonly [left: number, right: number])[] {
  const ranges: [number, number][] = [];
  for (const { left, width } of [...boxes].sort((a, b) => a.left - b.left)) {
    const last = ranges.at(-1);
    if (last !== undefined && left < last[1]) last[1] = Math.max(last[1], left + width + 2 * stackDepth);
    else ranges.push([left, left + width + 2 * stackDepth]);
  }
  return ranges;
}

const isNew = ({ x, y }: Point, at: number, points: readonly Point[]) =>
  at === 0 || points[at - 1]?.x !== x || points[at - 1]?.y !== y;
