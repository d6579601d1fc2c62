//! The `dockwright` command: see `dockwright::cli`.

fn main() -> std::process::ExitCode {
    dockwright::cli::main()
}
