# Entry for people at the root: the workflow itself is workflow/Snakefile.
import sys


configfile: "config/default.yaml"


module suite:
    snakefile:
        "workflow/Snakefile"
    config:
        config


use rule * from suite


# Snakemake runs this hook of the main Snakefile only.
onerror:
    print(
        "The run stopped. Finished files are kept: repeat the command to resume.",
        file=sys.stderr,
    )
