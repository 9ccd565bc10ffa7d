/** As much of the editor's interface as the tests need: what was asked of it is kept, and what it answers can be set. */

import { type Mock, vi } from "vitest";
import { URI, Utils } from "vscode-uri";

type Listener = (value: never) => unknown;

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();
  readonly event = (listener: (value: T) => unknown) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
  translate(lines: number, characters: number): Position {
    return new Position(this.line + lines, this.character + characters);
  }
}

export class Selection {
  constructor(
    readonly start: Position,
    readonly end: Position,
  ) {}
}

export class CancellationTokenSource {
  readonly token = {};
  cancel(): void {}
}

export class RelativePattern {
  constructor(
    readonly base: URI,
    readonly pattern: string,
  ) {}
}

export const Uri = Object.assign(URI, { joinPath: Utils.joinPath });
export const ViewColumn = { Active: -1, Beside: -2, One: 1, Two: 2 };
export const FileType = { File: 1, Directory: 2 };
export const UIKind = { Desktop: 1, Web: 2 };
export const ConfigurationTarget = { Global: 1, Workspace: 2 };
export const LanguageStatusSeverity = { Information: 0, Warning: 1 };
export const TextEditorRevealType = { InCenterIfOutsideViewport: 2 };
export const version = "1.91.0";
export const env = { appName: "an editor", uiKind: UIKind.Desktop };

const disposable = () => ({ dispose() {} });
const answer = <T>(value?: T): Mock<(...args: unknown[]) => Promise<T | undefined>> => vi.fn(async () => value);

export const trusted = new EventEmitter<void>();
export const settings: Record<string, unknown> = {};
export const updateSetting = vi.fn(async () => {});

export const window = {
  activeTextEditor: undefined as unknown,
  visibleTextEditors: [] as unknown[],
  onDidChangeActiveTextEditor: (_: Listener) => disposable(),
  showInformationMessage: answer<string>(),
  showWarningMessage: answer<string>(),
  showErrorMessage: answer<string>(),
  showQuickPick: answer<unknown>(),
  showInputBox: answer<string>(),
  showTextDocument: answer<unknown>(),
  createOutputChannel: () => ({ error: vi.fn(), warn: vi.fn(), show: vi.fn(), dispose() {} }),
  createWebviewPanel: vi.fn(),
  registerWebviewPanelSerializer: vi.fn(disposable),
};

export const workspace = {
  isTrusted: true,
  workspaceFolders: undefined as { uri: URI }[] | undefined,
  textDocuments: [] as unknown[],
  onDidGrantWorkspaceTrust: trusted.event,
  onDidCloseTextDocument: (_: Listener) => disposable(),
  onDidOpenTextDocument: (_: Listener) => disposable(),
  registerTextDocumentContentProvider: vi.fn(disposable),
  openTextDocument: answer<unknown>(),
  findFiles: answer<URI[]>([]),
  getWorkspaceFolder: (uri: URI) =>
    workspace.workspaceFolders?.find((folder) => `${uri}/`.startsWith(`${folder.uri}/`)),
  getConfiguration: () => ({
    get: (name: string, otherwise?: unknown) => settings[name] ?? otherwise,
    update: updateSetting,
  }),
  fs: {
    stat: answer<{ type: number; size: number }>(),
    readFile: answer<Uint8Array>(),
    readDirectory: vi.fn(async (_: URI) => [] as [string, number][]),
  },
};

export const languages = {
  getDiagnostics: vi.fn(() => [] as unknown[]),
  createLanguageStatusItem: vi.fn((id: string) => ({ id, dispose: vi.fn() }) as Record<string, unknown>),
};

export const commands = {
  executeCommand: answer<unknown>(),
  registerCommand: vi.fn((_name: string, _run: (argument?: unknown) => Promise<void>) => disposable()),
};

export const extensions = { getExtension: vi.fn((_: string): unknown => undefined) };

/** A document that the editor has open. */
export function documentAt(uri: string, languageId: string, text = "measure\nappraise fowner=0\n"): unknown {
  const lines = text.split("\n");
  return {
    uri: URI.parse(uri),
    languageId,
    lineCount: lines.length,
    lineAt: (line: number) => ({
      range: { start: new Position(line, 0), end: new Position(line, lines[line]?.length ?? 0) },
    }),
  };
}
