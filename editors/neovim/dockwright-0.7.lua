-- Neovim 0.7 to 0.10: ~/.config/nvim/plugin/dockwright.lua
local filetypes = {
  dockerfile = { "Containerfile", "Containerfile.*", "*.containerfile", "*.dockerfile", "Dockerfile.*" },
  dockerignore = { "*.dockerignore", "*.containerignore" },
}
for _, filetype in ipairs({ "dockerfile", "dockerignore" }) do
  vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
    pattern = filetypes[filetype],
    command = "set filetype=" .. filetype,
  })
end

-- One server for each project, by its root.
local servers = {}

local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local git = vim.fn.finddir(".git", folder .. ";")
  if git == "" then git = vim.fn.findfile(".git", folder .. ";") end
  return git == "" and folder or vim.fn.fnamemodify(git, ":p:s?/$??:h")
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = { "dockerfile", "dockerignore" },
  callback = function(event)
    local root = root_of(vim.api.nvim_buf_get_name(event.buf))
    servers[root] = servers[root] or vim.lsp.start_client({
      name = "dockwright",
      cmd = { "dockwright", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      settings = { dockwright = { history = { commits = 200 } } },
      on_exit = function() servers[root] = nil end,
    })
    if servers[root] then vim.lsp.buf_attach_client(event.buf, servers[root]) end
  end,
})
