/** What a run that creates a blank dataset needs, as one module to be loaded before it is known whether one is there. */
import "../dataset/create.ts";
import "../dataset/execute.ts";
import "../dataset/new_card.ts";
import "../env_file/locked_write.ts";
import "./env_file_exposure.ts";
