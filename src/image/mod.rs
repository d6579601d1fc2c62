//! Image references and what is known of well-known images.
