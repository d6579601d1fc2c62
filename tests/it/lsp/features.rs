//! What editors can ask, asked once each on a real project; the answers make the table in the documentation.
