//! What there is to say of instructions, flags and variables, in our own words.
