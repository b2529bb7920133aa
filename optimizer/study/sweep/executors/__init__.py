"""Who does the points of a sweep: this thread, threads, processes, a Dask cluster; one interface."""

from optimizer.study.sweep.executors.executor import Chunk, Engine, Executor, Make
from optimizer.study.sweep.executors.serial import Serial

__all__ = ["Chunk", "Engine", "Executor", "Make", "Serial"]
