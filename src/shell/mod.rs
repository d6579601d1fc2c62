//! The shell inside RUN, CMD and ENTRYPOINT.
