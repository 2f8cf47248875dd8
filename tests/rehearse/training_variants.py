"""Training containers with a broken program, by their number in the table of broken variants."""

from __future__ import annotations

from tests.rehearse.observed import PYTHON, image
from tests.rehearse.training_variant import IMAGE, JOB, STOPPED, misses, training

from sagemaker_marketplace.rehearse.observations import End, Program

DEPTH = (f"{JOB}.HyperParameters.max-depth",) * 2
RATE = (f"{JOB}.HyperParameters.rate",) * 2
HYPERPARAMETERS = (f"{JOB}.HyperParameters",) * 2
NOT_ON_PATH = 'OCI runtime create failed: exec: "train": executable file not found in $PATH: unknown'
INSTANCE_TYPE = (f"{JOB}.ResourceConfig.InstanceType",) * 2
SEE_LOG = "read the end of the container's log; write the reason to /opt/ml/output/failure, which SageMaker shows"
CONVERT = "convert max-depth in the program, such as int(...) or float(...)"
AS_STRING = (
    "the program uses the hyperparameter max-depth as a number; SageMaker passes every hyperparameter as a string, "
    'here "5"'
)
COPY = "copy it to another folder in the Dockerfile, such as /opt/program"
HIDDEN = "SageMaker reserves /opt/ml and can hide what the image has there"

VARIANTS = [
    training(
        "T1",
        "the image has no ENTRYPOINT and no program train on its PATH (/usr/local/bin:/usr/bin:/bin)",
        IMAGE,
        "put the program in a directory on PATH, for example with ENV PATH=/opt/program:$PATH, and remove CMD; "
        "SageMaker runs docker run IMAGE serve (or train)",
        NOT_ON_PATH,
        start_error=NOT_ON_PATH,
        image=image(program=None),
        end=None,
    ),
    training(
        "T1 not executable",
        "/usr/local/bin/train is in the image but is not executable (mode 0644)",
        IMAGE,
        "add RUN chmod +x /usr/local/bin/train to the Dockerfile, or run git update-index --chmod=+x FILE",
        "mode of /usr/local/bin/train: 0644",
        start_error=NOT_ON_PATH,
        image=image(program=Program("/usr/local/bin/train", 0o644, b"#!/usr/bin/env python3\n")),
        end=None,
    ),
    training(
        "T1 without a script",
        "python in ENTRYPOINT has no script and interprets the argument train, which SageMaker adds, as one",
        IMAGE,
        "put the script into ENTRYPOINT, because SageMaker replaces CMD",
        "ENTRYPOINT is [python3]; python3: can't open file '//train': [Errno 2] No such file or directory",
        image=image("python3", program=PYTHON),
        end=End(2, "training", 0.1),
        log_lines=("python3: can't open file '//train': [Errno 2] No such file or directory",),
    ),
    training(
        "T1 in a script",
        "a program that the image starts is not in the image, such as nginx",
        IMAGE,
        "install the program in the Dockerfile, or correct its path in ENTRYPOINT or in the script that starts it",
        "/usr/local/bin/train: line 3: fit: command not found",
        end=End(127, "training", 0.1),
        log_lines=("/usr/local/bin/train: line 3: fit: command not found",),
    ),
    training(
        "T1 with Windows line endings",
        "/usr/local/bin/train has Windows line endings (CRLF), so its interpreter is not found",
        IMAGE,
        "save the script with LF line endings (text eol=lf in .gitattributes) and rebuild the image",
        "first line of /usr/local/bin/train: #!/usr/bin/env python\\r\\n",
        image=image(program=Program("/usr/local/bin/train", 0o755, b"#!/usr/bin/env python\r\n")),
        end=End(127, "training", 0.1),
        log_lines=("/usr/bin/env: 'python\\r': No such file or directory",),
    ),
    training(
        "T2",
        AS_STRING,
        DEPTH,
        CONVERT,
        "TypeError: 'str' object cannot be interpreted as an integer",
        log_lines=(
            "rate: 0.1",
            "Traceback (most recent call last):",
            '  File "/usr/local/bin/train", line 30, in <module>',
            '    grow(rows, hyperparameters["max-depth"])',
            '  File "/usr/local/bin/train", line 12, in grow',
            "    for level in range(levels):",
            "TypeError: 'str' object cannot be interpreted as an integer",
        ),
        failure="TypeError: 'str' object cannot be interpreted as an integer",
    ),
    training(
        "T2 as an attribute",
        AS_STRING,
        DEPTH,
        CONVERT,
        "TypeError: '<=' not supported between instances of 'str' and 'int'",
        log_lines=(
            "WARNING: No module named 'optional'",
            "Traceback (most recent call last):",
            "    if self.max_depth <= 0:",
            "TypeError: '<=' not supported between instances of 'str' and 'int'",
        ),
    ),
    training(
        "T2 in scikit-learn",
        AS_STRING,
        DEPTH,
        CONVERT,
        "InvalidParameterError: The 'max_depth' parameter must be an int in the range [1, inf). Got '5' instead.",
        log_lines=(
            "InvalidParameterError: The 'max_depth' parameter must be an int in the range [1, inf). Got '5' instead.",
        ),
    ),
    training(
        "T2 in Go",
        AS_STRING,
        DEPTH,
        CONVERT,
        "json: cannot unmarshal string into Go struct field Parameters.max-depth of type int",
        log_lines=("json: cannot unmarshal string into Go struct field Parameters.max-depth of type int",),
    ),
    training(
        "T2 in Rust",
        AS_STRING,
        DEPTH,
        CONVERT,
        'Error: Error("invalid type: string "5", expected u32", line: 1, column: 16)',
        log_lines=('Error: Error("invalid type: string "5", expected u32", line: 1, column: 16)',),
    ),
    training(
        "T2 only in the failure file",
        "the program uses a string as a number; SageMaker passes every hyperparameter as a string",
        DEPTH,
        'convert each hyperparameter in the program, such as int(hyperparameters["depth"])',
        "AlgorithmError: TypeError: must be real number, not str, exit code: 1",
        failure="TypeError: must be real number, not str\n",
    ),
    training(
        "T2 with a value that is not a number",
        'the program can\'t convert the value of the hyperparameter rate, "0.1", to a number',
        RATE,
        "set rate to a value that the program accepts, without quotation marks inside the value",
        "ValueError: invalid literal for int() with base 10: '0.1'",
        log_lines=("    rate = int(hp['rate'])", "ValueError: invalid literal for int() with base 10: '0.1'"),
    ),
    training(
        "T2 without a value",
        "the program requires the hyperparameter seed, which the training job does not set",
        HYPERPARAMETERS,
        "add seed to HyperParameters, or use a default in the program",
        "KeyError: 'seed'",
        log_lines=("    random.seed(int(values['seed']))", "KeyError: 'seed'"),
    ),
    training(
        "T2 in the failure file",
        "the program requires the hyperparameter salt, which the training job does not set",
        HYPERPARAMETERS,
        "add salt to HyperParameters, or use a default in the program",
        "KeyError: 'salt'",
        log_lines=("    random.seed(int(hyperparameters['salt']))", "KeyError: 'salt'"),
        failure="KeyError: 'salt'",
    ),
    training(
        "T2 without an argument",
        "the program requires the hyperparameter seed, which the training job does not set",
        HYPERPARAMETERS,
        "add seed to HyperParameters, or use a default in the program",
        "train.py: error: the following arguments are required: --seed",
        end=End(2, "training", 1.5),
        log_lines=("usage: train.py", "train.py: error: the following arguments are required: --seed"),
    ),
    misses(
        "T4 model expected",
        "the program opens /opt/ml/model/base.bin; /opt/ml/model is empty when a training job starts",
        IMAGE,
        "include files of a pretrained model in the image, outside of /opt/ml, or add a channel for them",
        "/opt/ml/model/base.bin",
    ),
    misses(
        "T4 checkpoints expected",
        "the program opens /opt/ml/checkpoints/last.pt, but only a job with a CheckpointConfig has /opt/ml/checkpoints",
        IMAGE,
        "make the program work without checkpoints: a validation profile can't have a CheckpointConfig",
        "/opt/ml/checkpoints/last.pt",
    ),
    training(
        "T5",
        f"the program needs /opt/ml/train.py of the image, but {HIDDEN}",
        IMAGE,
        COPY,
        "python: can't open file '/opt/ml/train.py': [Errno 2] No such file or directory",
        image=image("python", "/opt/ml/train.py", program=PYTHON),
        hidden_files=("train.py",),
        end=End(2, "training", 0.1),
        log_lines=("python: can't open file '/opt/ml/train.py': [Errno 2] No such file or directory",),
    ),
    training(
        "T5 as the program",
        f"the program needs /opt/ml/code/train of the image, but {HIDDEN}",
        IMAGE,
        COPY,
        'exec: "/opt/ml/code/train": stat /opt/ml/code/train: no such file or directory',
        image=image("/opt/ml/code/train", program=Program("/opt/ml/code/train", 0o755, b"#!/bin/sh\n")),
        hidden_files=("/opt/ml/code/train",),
        end=None,
        start_error='exec: "/opt/ml/code/train": stat /opt/ml/code/train: no such file or directory',
    ),
    training(
        "T5 as a module",
        f"the program needs /opt/ml/code/features.py of the image, but {HIDDEN}",
        IMAGE,
        COPY,
        "ModuleNotFoundError: No module named 'features'",
        hidden_files=("code/features.py",),
        log_lines=("    import features", "ModuleNotFoundError: No module named 'features'"),
    ),
    training(
        "T9",
        "the program did not end within MaxRuntimeInSeconds (600 s): AWS stops the training job, and what the "
        "validation makes of a stopped job is not documented",
        (f"{JOB}.StoppingCondition.MaxRuntimeInSeconds",) * 2,
        "raise MaxRuntimeInSeconds, use less data for the validation, or end threads and processes that still run",
        "stopped after 600 s",
        end=STOPPED,
        is_out_of_time=True,
        log_lines=("loss=0.1",),
    ),
    misses(
        "T10",
        "the program opens /opt/ml/input/config/resourceConfig.json, but SageMaker's file is named resourceconfig.json",
        IMAGE,
        "use /opt/ml/input/config/resourceconfig.json: file names are case-sensitive",
        "/opt/ml/input/config/resourceConfig.json",
    ),
    misses(
        "T10 file that does not exist",
        "the program opens /opt/ml/input/config/credentials.json, which a training job does not have; "
        "/opt/ml/input/config has hyperparameters.json, inputdataconfig.json, resourceconfig.json",
        IMAGE,
        "use the files that SageMaker writes, or defaults in the program",
        "/opt/ml/input/config/credentials.json",
    ),
    training(
        "T11",
        "the processor does not support an instruction of the program (SIGILL, exit code 132): a native library was "
        "built for another processor; the processors of ml.m5.large can differ from this machine's",
        INSTANCE_TYPE,
        "use an instance type with a newer processor, or build the native libraries without -march=native, AVX-512 and "
        "the like; a killed process can't write /opt/ml/output/failure",
        "exit code 132 after 1.5 s",
        end=End(132, "training", 1.5),
    ),
    training(
        "T11 segmentation fault",
        "the program crashed in native code (segmentation fault)",
        IMAGE,
        "pin the versions of native libraries, or use a larger instance type; a killed process can't write "
        "/opt/ml/output/failure",
        "exit code 139 after 1.5 s",
        end=End(139, "training", 1.5),
    ),
    training(
        "T11 out of memory",
        "out of memory at 8 GiB: the container's program was killed",
        INSTANCE_TYPE,
        "use smaller batches or fewer workers, or an instance type with more memory than ml.m5.large",
        "the kernel killed a process for memory, the container's first one",
        end=End(137, "training", 1.5, out_of_memory=True),
    ),
    training(
        "other exit code",
        "the program ended with exit code 3, and wrote no reason to /opt/ml/output/failure",
        IMAGE,
        SEE_LOG,
        "exit code 3 after 1.5 s",
        end=End(3, "training", 1.5),
        log_lines=("giving up",),
    ),
    training(
        "other failure",
        "the program ended with exit code 3: too few rows",
        IMAGE,
        "fix what the program reports, such as a hyperparameter or the data; the container's log can say more",
        "/opt/ml/output/failure: too few rows",
        end=End(3, "training", 1.5),
        failure="too few\nrows",
    ),
    training(
        "network",
        "the container requires network access (pypi.example); AWS Marketplace products run without a network",
        IMAGE,
        "include everything in the image or the model archive, and test it with docker run --network none",
        "the container looked up pypi.example",
        host_names=["pypi.example"],
        log_lines=("giving up",),
    ),
]
