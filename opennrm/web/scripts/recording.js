// What only the pages of recordings need. It is a file of its own, because it is a quarter of all scripts.
import { downloadCopies, reportWhatIsPlayed } from "./player.js";
import { sendRecordings } from "./upload.js";

sendRecordings();
reportWhatIsPlayed();
downloadCopies();
