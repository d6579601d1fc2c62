;; Emacs 29 and newer; before that with the packages eglot and dockerfile-mode. In init.el:
(require 'eglot)

(define-derived-mode dockerignore-mode conf-unix-mode "Dockerignore")

(dolist (names '(("/\\(?:Dockerfile\\|Containerfile\\)\\(?:\\.[^/]*\\)?\\'" . dockerfile-mode)
                 ("\\.\\(?:docker\\|container\\)file\\'" . dockerfile-mode)
                 ("\\.\\(?:docker\\|container\\)ignore\\'" . dockerignore-mode)))
  (add-to-list 'auto-mode-alist names))

(add-to-list 'eglot-server-programs
             '((dockerfile-mode dockerfile-ts-mode dockerignore-mode) . ("dockwright" "lsp")))
(setq-default eglot-workspace-configuration '(:dockwright (:history (:commits 200))))

(dolist (hook '(dockerfile-mode-hook dockerfile-ts-mode-hook dockerignore-mode-hook))
  (add-hook hook #'eglot-ensure))
