//! Tests over the files of the corpus.

mod scripts;
