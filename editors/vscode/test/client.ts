// Stands for the language client: no server is started.
import { EventEmitter } from "./host";

export const State = { Stopped: 1, Running: 2, Starting: 3 };

export class LanguageClient {
  static readonly all: LanguageClient[] = [];
  private readonly changed = new EventEmitter<{ newState: number }>();
  readonly onDidChangeState = this.changed.event;
  isRunning = false;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly run: { command: string; args: string[] },
    readonly options: { documentSelector: object[]; middleware: import("../src/answers").Answers },
  ) {
    LanguageClient.all.push(this);
  }

  async start(): Promise<void> {
    this.isRunning = true;
    this.changed.fire({ newState: State.Running });
  }

  async dispose(): Promise<void> {
    this.isRunning = false;
    this.changed.fire({ newState: State.Stopped });
  }
}
