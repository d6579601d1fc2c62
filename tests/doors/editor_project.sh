# Sourced by the doors of editors: a small project with a history, in a folder that does not exist yet.

# Sources change often, manifests hardly do; one change is not committed yet.
editor_project() (
  mkdir -p "$1/src" && cd "$1"
  export GIT_CONFIG_GLOBAL=/dev/null
  commit() { git add -A && git -c user.name=n -c user.email=e commit -qm "$1"; }
  cat >Dockerfile <<'DOCKERFILE'
# syntax=docker/dockerfile:1
ARG NODE=20
FROM node:${NODE} AS base
WORKDIR /app

FROM base AS build
ENV MODE=production
COPY . .
RUN npm ci
RUN npm run build -- --mode "$MODE"

// the image that runs
FROM base
COPY --from=build /app/dist /app/dist
copy   server.js ./
USER node
EXPOSE 3000
CMD ["node", "server.js"]
DOCKERFILE
  printf '.git\nnode_modules\n*.log\nnothing-like-it\n' >.dockerignore
  printf 'node_modules\n' >.gitignore
  echo '{"scripts": {"build": "vite build"}, "dependencies": {"express": "4"}}' >package.json
  echo '{"lockfileVersion": 3}' >package-lock.json
  echo "require('express')().listen(3000)" >server.js
  echo x >debug.log
  git init -q
  for number in 1 2 3 4; do
    echo "$number" >src/app.js
    commit "change $number"
  done
  sed -i 's/"4"/"5"/' package.json
  commit "a newer express"
  echo pending >src/app.js
)
