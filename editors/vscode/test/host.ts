// As much of the editor's own module as the extension uses; `seen` records what it did to it.
export interface Seen {
  messages: string[];
  shown: string[];
  commands: Map<string, (...given: unknown[]) => unknown>;
  executed: string[];
  settings: Record<string, unknown>;
  files: Map<string, string>;
  providers: Map<string, { provideTextDocumentContent(uri: Uri): string }>;
  panels: Panel[];
  status: { text: string; tooltip: string; visible: boolean };
  /** What the user clicks on in the next message. */
  choice: string | undefined;
}

export const seen = {} as Seen;

/** Forgets all. */
export function reset(): void {
  window.activeTextEditor = undefined;
  Object.assign(seen, {
    messages: [], shown: [], commands: new Map(), executed: [], settings: {}, files: new Map(), providers: new Map(),
    panels: [], status: { text: "", tooltip: "", visible: false }, choice: undefined,
  });
}

const nothing = { dispose() {} };

export class Uri {
  private constructor(readonly text: string, readonly query = "") {}
  static parse = (text: string) => new Uri(text);
  with = ({ query }: { query: string }) => new Uri(this.text, query);
  toString = () => (this.query ? `${this.text}?${this.query}` : this.text);
}

export class EventEmitter<T> {
  private readonly all: ((value: T) => void)[] = [];
  event = (listener: (value: T) => void) => (this.all.push(listener), nothing);
  fire = (value: T) => this.all.forEach((listener) => listener(value));
  dispose() {}
}

export interface Panel {
  options: { enableScripts: boolean; localResourceRoots: unknown[] };
  webview: { html: string };
  close(): void;
}

function panel(_type: string, _title: string, _column: number, options: Panel["options"]) {
  const closed = new EventEmitter<void>();
  const made = { options, webview: { html: "" }, onDidDispose: closed.event, close: () => closed.fire(), reveal() {}, dispose() {} };
  seen.panels.push(made);
  return made;
}

const message = async (kind: string, text: string) => (seen.messages.push(`${kind}: ${text}`), seen.choice);

export const window = {
  activeTextEditor: undefined as unknown,
  createOutputChannel: () => ({ info() {}, error() {}, show: () => seen.shown.push("the output"), dispose() {} }),
  createStatusBarItem: () => {
    const { status } = seen;
    return Object.assign(status, { show: () => (status.visible = true), hide: () => (status.visible = false), dispose() {} });
  },
  createWebviewPanel: panel,
  onDidChangeActiveTextEditor: () => nothing,
  showErrorMessage: (text: string) => message("error", text),
  showWarningMessage: (text: string) => message("warning", text),
  showInformationMessage: (text: string) => message("information", text),
  showTextDocument: async (document: { text: string }) => void seen.shown.push(document.text),
};

export const workspace = {
  getConfiguration: () => ({ get: (name: string, otherwise: unknown) => seen.settings[name] ?? otherwise }),
  registerTextDocumentContentProvider: (scheme: string, provider: { provideTextDocumentContent(uri: Uri): string }) => {
    seen.providers.set(scheme, provider);
    return nothing;
  },
  openTextDocument: async (uri: Uri) => {
    const provider = seen.providers.get(uri.text.slice(0, uri.text.indexOf(":")));
    return { text: provider?.provideTextDocumentContent(uri) };
  },
  fs: { readFile: async (uri: Uri) => new TextEncoder().encode(seen.files.get(uri.text)) },
};

export const commands = {
  registerCommand: (name: string, run: () => unknown) => (seen.commands.set(name, run), nothing),
  executeCommand: async (name: string, ...given: unknown[]) => void seen.executed.push([name, ...given].join(" ")),
};

export const languages = {
  match: (filters: { language?: string }[], document: { languageId: string }) =>
    filters.some((it) => it.language === document.languageId) ? 10 : 0,
};

export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ViewColumn = { Beside: -2 };
