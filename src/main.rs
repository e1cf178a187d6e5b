//! anode: runs JavaScript applications that need native npm addons. This file turns the command line into what to run.

mod builtins;
mod cli;
mod event_loop;
mod modules;
mod print;
mod runtime;

fn main() {
    let options = cli::parse(std::env::args_os());
    runtime::run_main_thread(options)
}
