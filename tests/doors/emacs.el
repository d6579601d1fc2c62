;;; -*- lexical-binding: t -*-
;; Runs inside Emacs, without a window: what a user does with a Dockerfile of the project, and what comes of it.
(require 'cl-lib)
(setq make-backup-files nil create-lockfiles nil auto-save-default nil eglot-sync-connect 20 eglot-confirm-server-initiated-edits nil)

(defun check (what look)
  "Wait until LOOK gives something, and count WHAT as passed."
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall look)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (funcall look)
      (princ (format "FAIL Emacs: %s\n%s\n" what (buffer-string)))
      (kill-emacs 1))
    (princ (format "PASS Emacs: %s\n" what))))

(defun go (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun has (text)
  (lambda () (save-excursion (goto-char (point-min)) (re-search-forward (concat "^" (regexp-quote text) "$") nil t))))

(defun findings ()
  (mapconcat #'flymake-diagnostic-text (flymake-diagnostics) "\n"))

(find-file "Dockerfile")
;; Without a terminal no command ends, after which it would be connected.
(unless (eglot-managed-p) (run-hooks 'post-command-hook))
(check "the server is attached" #'eglot-managed-p)
(flymake-start)
(check "diagnostics appear" (lambda () (string-match-p "// does not begin a comment" (findings))))
(check "hover answers"
       (lambda ()
         (go "COPY . .")
         (let ((answer (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
           (string-match-p "Next build" (plist-get (plist-get answer :contents) :value)))))
(go "build /app/dist")
(eglot-rename "compile")
(check "rename renames the stage" (has "FROM base AS compile"))
(check "rename renames its uses" (has "COPY --from=compile /app/dist /app/dist"))
(go "// the image")
;; The menu is the only thing that a person does here; it comes by keyboard, not by mouse.
(cl-letf (((symbol-function 'completing-read)
           (lambda (_ items &rest _)
             (car (cl-find-if (lambda (it) (string-match-p "Begin the comment with #" (car it))) items)))))
  (let ((last-nonmenu-event ?a))
    (call-interactively #'eglot-code-actions)))
(check "a code action mends the comment" (has "# the image that runs"))
(eglot-format-buffer)
(check "format formats" (has "COPY server.js ./"))
(save-buffer)
(let ((server (eglot-current-server)))
  (find-file ".dockerignore")
  (unless (eglot-managed-p) (run-hooks 'post-command-hook))
  (check ".dockerignore has the same server" (lambda () (eq server (eglot-current-server))))
  (eglot-shutdown server)
  (check "the server stops when told" (lambda () (not (jsonrpc-running-p server)))))
