//! An engine's command line, called as a process.

use super::EngineError;
use crate::verify::Interrupt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How often a process is looked at while it says nothing.
const BEAT: Duration = Duration::from_millis(50);
/// How long a process that was asked to stop has for it.
const GRACE: Duration = Duration::from_secs(5);

/// A program with the words that come first in every call.
#[derive(Clone, Debug)]
pub struct Program {
    name: String,
    first: Vec<String>,
    environment: Vec<(String, String)>,
    interrupt: Interrupt,
}

/// What became of a call that ended by itself.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// Whether it succeeded.
    pub is_success: bool,
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub output: Vec<u8>,
    /// Its standard error.
    pub errors: String,
}

impl Called {
    /// The output as text, without the blank at its ends.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.output).trim().to_owned()
    }

    /// What it complained of, in one line.
    pub fn said(&self) -> String {
        let lines = self.errors.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<&str> = lines.collect();
        let text = lines.join(" ");
        let text = ["ERROR: ", "Error response from daemon: ", "Error: "]
            .iter()
            .fold(text.as_str(), |text, prefix| text.trim_start_matches(prefix));
        if text.is_empty() {
            format!("exit code {}", self.code.unwrap_or(-1))
        } else {
            text.to_owned()
        }
    }
}

/// What a process says.
enum Piece {
    Output(Vec<u8>),
    Errors(String),
}

impl Program {
    /// A program by its name or path.
    pub fn new(name: &str, interrupt: &Interrupt) -> Self {
        let (first, environment) = (Vec::new(), Vec::new());
        Self { name: name.to_owned(), first, environment, interrupt: interrupt.clone() }
    }

    /// The same with a variable of its environment.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// The same with words that come first in every call.
    pub fn with_first<S: AsRef<str>>(mut self, words: &[S]) -> Self {
        self.first.extend(words.iter().map(|word| word.as_ref().to_owned()));
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same for what has to be done even when the user asked to stop.
    pub fn undisturbed(&self) -> Self {
        Self { interrupt: Interrupt::default(), ..self.clone() }
    }

    /// Whether the user asked to stop.
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    fn command<S: AsRef<str>>(&self, words: &[S]) -> Command {
        let mut command = Command::new(&self.name);
        command.args(&self.first).args(words.iter().map(AsRef::as_ref));
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: what is typed at the terminal reaches this program alone, which asks the other to stop.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }

    fn line<S: AsRef<str>>(&self, words: &[S]) -> String {
        let words = self.first.iter().map(String::as_str).chain(words.iter().map(AsRef::as_ref));
        // Enough to know it by; values of build arguments may be long, and are nobody's business.
        let words: Vec<&str> = words.take(3).collect();
        format!("{} {}", self.name, words.join(" "))
    }

    fn spawn(&self, mut command: Command) -> Result<Child, EngineError> {
        if self.interrupt.is_asked() {
            return Err(EngineError::Interrupted);
        }
        command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                EngineError::Other(format!("{} is not installed, or not on the PATH", self.name))
            }
            _ => EngineError::Other(format!("cannot start {}: {error}", self.name)),
        })
    }

    /// Calls it and waits, at most so long.
    ///
    /// # Errors
    ///
    /// When it cannot be started, takes too long, or the user asks to stop. That it fails is no error here.
    pub fn call<S: AsRef<str>>(&self, words: &[S], limit: Duration) -> Result<Called, EngineError> {
        self.watched(words, Some(limit), None, &mut |_| {})
    }

    /// Calls it, waits, and wants success: its output as text.
    ///
    /// # Errors
    ///
    /// As [`Program::call`], and when it fails.
    pub fn ask<S: AsRef<str>>(&self, words: &[S], limit: Duration) -> Result<String, EngineError> {
        let called = self.call(words, limit)?;
        if called.is_success {
            return Ok(called.text());
        }
        Err(EngineError::Call { command: self.line(words), said: called.said() })
    }

    /// Calls it with some input; lines of its standard error go to `watch` as they come.
    ///
    /// # Errors
    ///
    /// As [`Program::call`].
    pub fn watched<S: AsRef<str>>(
        &self,
        words: &[S],
        limit: Option<Duration>,
        input: Option<&[u8]>,
        watch: &mut dyn FnMut(&str),
    ) -> Result<Called, EngineError> {
        let mut command = self.command(words);
        if input.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = self.spawn(command)?;
        let (sender, pieces) = mpsc::channel();
        read_output(&mut child, sender);
        if let (Some(input), Some(pipe)) = (input, child.stdin.take()) {
            feed(pipe, input.to_owned());
        }
        let mut called = Called::default();
        let deadline = limit.map(|limit| Instant::now() + limit);
        let status = self.follow(&mut child, &pieces, deadline, &mut called, watch);
        let status = status.map_err(|error| match error {
            EngineError::Other(said) => EngineError::Call { command: self.line(words), said },
            EngineError::TooLong { .. } => EngineError::TooLong { command: self.line(words) },
            error => error,
        })?;
        called.is_success = status.success();
        called.code = status.code();
        Ok(called)
    }

    fn follow(
        &self,
        child: &mut Child,
        pieces: &Receiver<Piece>,
        deadline: Option<Instant>,
        called: &mut Called,
        watch: &mut dyn FnMut(&str),
    ) -> Result<ExitStatus, EngineError> {
        loop {
            match pieces.recv_timeout(BEAT) {
                Ok(Piece::Output(bytes)) => called.output.extend(bytes),
                Ok(Piece::Errors(line)) => {
                    watch(&line);
                    called.errors.push_str(&line);
                    called.errors.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return child.wait().map_err(|error| EngineError::Other(error.to_string()));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.interrupt.is_asked() {
                end(child);
                return Err(EngineError::Interrupted);
            }
            if deadline.is_some_and(|deadline| Instant::now() > deadline) {
                end(child);
                return Err(EngineError::TooLong { command: String::new() });
            }
        }
    }

    /// Calls it and hands its standard output to `read`, however long it is.
    ///
    /// # Errors
    ///
    /// As [`Program::ask`], and those of `read`.
    pub fn stream<S: AsRef<str>, T>(
        &self,
        words: &[S],
        read: impl FnOnce(&mut dyn Read) -> Result<T, String>,
    ) -> Result<T, EngineError> {
        let mut child = self.spawn(self.command(words))?;
        let errors = child.stderr.take().map(|mut pipe| {
            std::thread::spawn(move || {
                let mut text = Vec::new();
                drop(pipe.read_to_end(&mut text));
                String::from_utf8_lossy(&text).into_owned()
            })
        });
        let output =
            child.stdout.take().ok_or_else(|| EngineError::Other("no output".to_owned()))?;
        let mut output = Interruptible {
            inner: BufReader::with_capacity(1 << 17, output),
            interrupt: &self.interrupt,
        };
        let value = read(&mut output);
        // The rest is read too: a program whose reader goes away fails.
        let rest = io::copy(&mut output, &mut io::sink());
        if self.interrupt.is_asked() || rest.is_err() {
            end(&mut child);
            return Err(EngineError::Interrupted);
        }
        let status = child.wait().map_err(|error| EngineError::Other(error.to_string()))?;
        let errors = errors.and_then(|thread| thread.join().ok()).unwrap_or_default();
        if !status.success() {
            let called = Called { errors, code: status.code(), ..Called::default() };
            return Err(EngineError::Call { command: self.line(words), said: called.said() });
        }
        value.map_err(|said| EngineError::Call { command: self.line(words), said })
    }
}

/// Reads until the user asks to stop.
struct Interruptible<'i, R> {
    inner: R,
    interrupt: &'i Interrupt,
}

impl<R: Read> Read for Interruptible<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.interrupt.is_asked() {
            return Err(io::Error::other("interrupted"));
        }
        self.inner.read(buffer)
    }
}

fn read_output(child: &mut Child, sender: Sender<Piece>) {
    if let Some(mut pipe) = child.stdout.take() {
        let sender = sender.clone();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                if sender.send(Piece::Output(buffer[..count].to_vec())).is_err() {
                    break;
                }
            }
        });
    }
    if let Some(pipe) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while let Ok(1..) = pipe.read_until(b'\n', &mut line) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                if sender.send(Piece::Errors(text)).is_err() {
                    break;
                }
            }
        });
    }
}

/// A program that does not read all of its input does not fail for that.
fn feed(mut pipe: ChildStdin, input: Vec<u8>) {
    std::thread::spawn(move || drop(pipe.write_all(&input)));
}

/// Asks a process and all that it started to stop, and kills it when it does not.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let signal = |signal| group.is_some_and(|group| kill_process_group(group, signal).is_ok());
        signal(Signal::INT);
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if let Ok(Some(_)) = child.try_wait() {
                return;
            }
            std::thread::sleep(BEAT);
        }
        signal(Signal::KILL);
    }
    drop(child.kill());
    drop(child.wait());
}
