// What is done with the answers to the server's commands. The client registers each of them under the name that the
// server gives it, so the palette and the lenses come through here both.
import { type CancellationToken, type TextEditor, window } from "vscode";
import type { ExecuteCommandSignature, Middleware, ShowDocumentParams, ShowDocumentRequest } from "vscode-languageclient/node";
import type { Explanations } from "./explanations";
import type { Reports } from "./reports";

export class Answers implements Middleware {
  constructor(
    private readonly explanations: Explanations,
    private readonly reports: Reports,
  ) {}

  /** Carries a command of the server out; without arguments it is about the cursor of the active editor. */
  executeCommand = async (command: string, given: unknown[], next: ExecuteCommandSignature): Promise<unknown> => {
    const arguments_ = given.length > 0 ? given : here(window.activeTextEditor);
    if (!arguments_) {
      void window.showInformationMessage("Dockwright: open a Dockerfile first.");
      return undefined;
    }
    try {
      const answer = await next(command, arguments_);
      await this.show(command, arguments_[0], answer);
      return answer;
    } catch (error) {
      void window.showWarningMessage(`Dockwright: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  };

  window = {
    /** A report comes into a panel, anything else where the editor has it. */
    showDocument: async (params: ShowDocumentParams, token: CancellationToken, next: ShowDocumentRequest.HandlerSignature) => {
      if (!params.uri.endsWith(".history.html")) return next(params, token);
      await this.reports.open(params.uri);
      return { success: true };
    },
  };

  private async show(command: string, argument: unknown, answer: unknown): Promise<void> {
    const { text, applied } = (answer ?? {}) as { text?: string; applied?: number };
    if (command === "dockwright.explain" && text) {
      const { uri, line } = argument as { uri: string; line: number };
      await this.explanations.open(uri, line, text);
    }
    if (command === "dockwright.applyAllFixes" && applied === 0) {
      void window.showInformationMessage("Dockwright: there is nothing that can be mended safely.");
    }
  }
}

/** What commands are told of the place they are called at. */
function here(editor: TextEditor | undefined): unknown[] | undefined {
  if (editor?.document.languageId !== "dockerfile") return undefined;
  return [{ uri: editor.document.uri.toString(), line: editor.selection.active.line }];
}
