//! `.dockerignore` files and the path patterns of COPY.
