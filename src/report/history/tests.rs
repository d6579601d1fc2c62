//! What the views have in common.
