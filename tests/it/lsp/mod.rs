//! The language server as editors meet it: the program, over standard input and output.

mod editor;
mod features;
mod project;
mod protocol;
mod random;
mod text;
