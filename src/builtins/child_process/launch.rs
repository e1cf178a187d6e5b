//! Starting a program: descriptors put in place, directory, session, identity, signals, and then the program itself.
//!
//! `posix_spawn` does it without copying this process's page tables; only another user or group needs a real `fork`, and
//! then the child calls nothing but async-signal-safe functions between `fork` and `exec`.

use std::ffi::{CStr, CString};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

/// What to start.
pub struct Plan {
    pub file: CString,
    pub args: Vec<CString>,
    pub env: Vec<CString>,
    pub cwd: Option<CString>,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    /// In a session of its own.
    pub detached: bool,
    /// The descriptor of this process that each descriptor of the child is, -1 for none.
    pub stdio: Vec<RawFd>,
}

type Errno = i32;

fn last_errno() -> Errno {
    io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO)
}

/// Starts the program; its process id, or what went wrong, also when only `exec` failed.
pub fn launch(plan: &Plan) -> Result<libc::pid_t, Errno> {
    let program = find_program(plan)?;
    let descriptors = Descriptors::new(&plan.stdio)?;
    match start(plan, &program, &plan.args, &descriptors) {
        // A text file without `#!` is a script for the shell, as execvp(3) has it.
        Err(libc::ENOEXEC) => {
            let mut args = vec![c"/bin/sh".to_owned(), program];
            args.extend(plan.args.iter().skip(1).cloned());
            start(plan, c"/bin/sh", &args, &descriptors)
        }
        result => result,
    }
}

fn start(plan: &Plan, program: &CStr, args: &[CString], descriptors: &Descriptors) -> Result<libc::pid_t, Errno> {
    if plan.uid.is_some() || plan.gid.is_some() {
        fork_and_exec(plan, program, args, descriptors)
    } else {
        spawn(plan, program, args, descriptors)
    }
}

/// The path of the program: as given when it has a slash, else looked for in the `PATH` that the child will have.
fn find_program(plan: &Plan) -> Result<CString, Errno> {
    let file = plan.file.as_bytes();
    if file.contains(&b'/') {
        return Ok(plan.file.clone());
    }
    let path = plan
        .env
        .iter()
        .find_map(|pair| pair.as_bytes().strip_prefix(b"PATH="))
        .unwrap_or(b"/usr/local/bin:/bin:/usr/bin");
    let mut failure = libc::ENOENT;
    for directory in path.split(|byte| *byte == b':') {
        let mut candidate = if directory.is_empty() { b".".to_vec() } else { directory.to_vec() };
        candidate.push(b'/');
        candidate.extend_from_slice(file);
        let Ok(candidate) = CString::new(candidate) else {
            continue;
        };
        let as_path = Path::new(std::ffi::OsStr::from_bytes(candidate.as_bytes()));
        if !as_path.is_file() {
            continue;
        }
        // SAFETY: the path is a C string.
        if unsafe { libc::access(candidate.as_ptr(), libc::X_OK) } == 0 {
            return Ok(candidate);
        }
        failure = libc::EACCES;
    }
    Err(failure)
}

/// The child's descriptors, arranged so that putting one in its place never overwrites one that is still needed.
struct Descriptors {
    /// For each place of the child the descriptor of this process, -1 for none.
    sources: Vec<RawFd>,
    /// Copies made above all places; closed after the start.
    _copies: Vec<OwnedFd>,
}

impl Descriptors {
    fn new(stdio: &[RawFd]) -> Result<Self, Errno> {
        let count = stdio.len() as RawFd;
        let mut sources = Vec::with_capacity(stdio.len());
        let mut copies = Vec::new();
        for (place, source) in (0..).zip(stdio.iter().copied()) {
            if source < 0 || source == place || source >= count {
                sources.push(source);
                continue;
            }
            // SAFETY: asks for a new descriptor at or above `count`, which nobody else owns.
            let copy = unsafe { libc::fcntl(source, libc::F_DUPFD_CLOEXEC, count) };
            if copy < 0 {
                return Err(last_errno());
            }
            sources.push(copy);
            // SAFETY: just made.
            copies.push(unsafe { OwnedFd::from_raw_fd(copy) });
        }
        Ok(Self { sources, _copies: copies })
    }
}

fn pointers(strings: &[CString]) -> Vec<*mut libc::c_char> {
    strings.iter().map(|text| text.as_ptr().cast_mut()).chain([ptr::null_mut()]).collect()
}

/// All signals, for the child to do by default.
fn all_signals() -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: sigfillset initialises the set.
    unsafe {
        libc::sigfillset(set.as_mut_ptr());
        set.assume_init()
    }
}

fn no_signals() -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: sigemptyset initialises the set.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        set.assume_init()
    }
}

/// `posix_spawn_file_actions_t` with its destruction.
struct FileActions(libc::posix_spawn_file_actions_t);

impl FileActions {
    fn new() -> Result<Self, Errno> {
        let mut actions = MaybeUninit::uninit();
        // SAFETY: init fills the object when it answers 0.
        match unsafe { libc::posix_spawn_file_actions_init(actions.as_mut_ptr()) } {
            // SAFETY: see above.
            0 => Ok(Self(unsafe { actions.assume_init() })),
            errno => Err(errno),
        }
    }
}

impl Drop for FileActions {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.0) };
    }
}

/// `posix_spawnattr_t` with its destruction.
struct Attributes(libc::posix_spawnattr_t);

impl Attributes {
    fn new() -> Result<Self, Errno> {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: init fills the object when it answers 0.
        match unsafe { libc::posix_spawnattr_init(attributes.as_mut_ptr()) } {
            // SAFETY: see above.
            0 => Ok(Self(unsafe { attributes.assume_init() })),
            errno => Err(errno),
        }
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}

/// `POSIX_SPAWN_SETSID`, which the libc crate does not name for every target.
const SPAWN_SETSID: libc::c_int = 0x80;

fn check(errno: libc::c_int) -> Result<(), Errno> {
    if errno == 0 { Ok(()) } else { Err(errno) }
}

fn spawn(plan: &Plan, program: &CStr, args: &[CString], descriptors: &Descriptors) -> Result<libc::pid_t, Errno> {
    let mut actions = FileActions::new()?;
    let mut attributes = Attributes::new()?;
    let mut flags = libc::POSIX_SPAWN_SETSIGDEF | libc::POSIX_SPAWN_SETSIGMASK;
    if plan.detached {
        flags |= SPAWN_SETSID;
    }
    let args = pointers(args);
    let env = pointers(&plan.env);
    let mut pid = 0;
    // SAFETY: the objects are initialised, the arrays end with a null pointer, and all strings outlive the call.
    unsafe {
        check(libc::posix_spawnattr_setsigdefault(&mut attributes.0, &all_signals()))?;
        check(libc::posix_spawnattr_setsigmask(&mut attributes.0, &no_signals()))?;
        check(libc::posix_spawnattr_setflags(&mut attributes.0, flags as libc::c_short))?;
        for (place, source) in (0..).zip(descriptors.sources.iter().copied()) {
            if source >= 0 {
                // With equal numbers this only takes the close-on-exec flag off.
                check(libc::posix_spawn_file_actions_adddup2(&mut actions.0, source, place))?;
            } else if place < 3 {
                let mode = if place == 0 { libc::O_RDONLY } else { libc::O_RDWR };
                check(libc::posix_spawn_file_actions_addopen(&mut actions.0, place, c"/dev/null".as_ptr(), mode, 0))?;
            }
        }
        if let Some(cwd) = &plan.cwd {
            check(libc::posix_spawn_file_actions_addchdir_np(&mut actions.0, cwd.as_ptr()))?;
        }
        check(libc::posix_spawn(&mut pid, program.as_ptr(), &actions.0, &attributes.0, args.as_ptr(), env.as_ptr()))?;
    }
    Ok(pid)
}

fn fork_and_exec(
    plan: &Plan,
    program: &CStr,
    args: &[CString],
    descriptors: &Descriptors,
) -> Result<libc::pid_t, Errno> {
    let args = pointers(args);
    let env = pointers(&plan.env);
    let mut report = [-1; 2];
    // SAFETY: pipe2 fills the two numbers.
    if unsafe { libc::pipe2(report.as_mut_ptr(), libc::O_CLOEXEC) } != 0 {
        return Err(last_errno());
    }
    // The child's end must lie above the places that it fills.
    // SAFETY: both are descriptors made just now, and so is the copy.
    let (reader, writer) = unsafe {
        let copy = libc::fcntl(report[1], libc::F_DUPFD_CLOEXEC, descriptors.sources.len() as RawFd + 1);
        libc::close(report[1]);
        if copy < 0 {
            libc::close(report[0]);
            return Err(libc::EMFILE);
        }
        (OwnedFd::from_raw_fd(report[0]), OwnedFd::from_raw_fd(copy))
    };
    let (all, none) = (all_signals(), no_signals());
    // SAFETY: the child runs only `run_child`, which neither allocates nor takes locks. Signals stay blocked across the
    // fork, so that no handler of this process runs in the child.
    let pid = unsafe {
        let mut before = none;
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
        let pid = libc::fork();
        if pid == 0 {
            run_child(plan, program, &args, &env, &descriptors.sources, writer.as_raw_fd());
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &before, ptr::null_mut());
        pid
    };
    drop(writer);
    if pid < 0 {
        return Err(last_errno());
    }
    let mut errno: Errno = 0;
    let count = loop {
        // SAFETY: reads at most four bytes into `errno`; a successful exec closes the pipe and gives none.
        let count = unsafe { libc::read(reader.as_raw_fd(), (&raw mut errno).cast(), size_of::<Errno>()) };
        if count >= 0 || last_errno() != libc::EINTR {
            break count;
        }
    };
    if count == size_of::<Errno>() as isize {
        // SAFETY: the child has ended or is about to; it is ours to collect.
        unsafe { libc::waitpid(pid, ptr::null_mut(), 0) };
        return Err(errno);
    }
    Ok(pid)
}

/// The child between `fork` and `exec`.
///
/// # Safety
/// To be called in a forked child only, with arrays that end with a null pointer.
unsafe fn run_child(
    plan: &Plan,
    program: &CStr,
    args: &[*mut libc::c_char],
    env: &[*mut libc::c_char],
    sources: &[RawFd],
    report: RawFd,
) -> ! {
    // SAFETY: async-signal-safe calls on memory that was prepared before the fork.
    unsafe {
        let fail = |report: RawFd| -> ! {
            let errno: Errno = *libc::__errno_location();
            libc::write(report, (&raw const errno).cast(), size_of::<Errno>());
            libc::_exit(127)
        };
        for signal in 1..32 {
            libc::signal(signal, libc::SIG_DFL);
        }
        if plan.detached {
            libc::setsid();
        }
        for (place, source) in (0..).zip(sources.iter().copied()) {
            let source = if source >= 0 {
                source
            } else if place < 3 {
                let mode = if place == 0 { libc::O_RDONLY } else { libc::O_RDWR };
                let null = libc::open(c"/dev/null".as_ptr(), mode);
                if null < 0 {
                    fail(report);
                }
                null
            } else {
                continue;
            };
            let result =
                if source == place { libc::fcntl(source, libc::F_SETFD, 0) } else { libc::dup2(source, place) };
            if result < 0 {
                fail(report);
            }
        }
        if let Some(cwd) = &plan.cwd
            && libc::chdir(cwd.as_ptr()) != 0
        {
            fail(report);
        }
        // Groups that this process has beside its own must not stay; only root can drop them, and only root needs to.
        libc::setgroups(0, ptr::null());
        if let Some(gid) = plan.gid
            && libc::setgid(gid) != 0
        {
            fail(report);
        }
        if let Some(uid) = plan.uid
            && libc::setuid(uid) != 0
        {
            fail(report);
        }
        let mut none = MaybeUninit::uninit();
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), ptr::null_mut());
        libc::execve(program.as_ptr(), args.as_ptr().cast(), env.as_ptr().cast());
        fail(report)
    }
}
