"""A matcher that is killed loses nothing and does nothing twice: whoever comes next goes on."""

import os
import signal
import subprocess
import sys
import time

import pytest

from opennrm.foundation.context import as_job
from opennrm.linkage.models import Examined, MatchToken
from tests.databases import settings_of_commands

from .matcher import ALIKE, ANOTHER, MATCHER, Scene, pairs, set_up
